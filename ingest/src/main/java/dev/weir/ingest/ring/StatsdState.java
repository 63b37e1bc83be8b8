package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.statsd.StatsdWindows;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statsd windows and how their flush survives a crash. Apply thread; the opening thread before
/// that.
///
/// **The way of a flush.** A flush turns windows into samples, and both are made durable by the
/// journal, at different times and by different threads:
///
/// 1. The flusher thread submits `CLOSE_WINDOWS` at the end of the interval.
/// 2. The apply thread closes the windows: it computes the samples, empties the windows and gives
///    the closing the next number. `cutoff` is the journal position of the request: every line
///    journalled before it is in the closed windows, no later one is. The result is kept here as
///    *pending* and handed to the flusher.
/// 3. The flusher submits `FLUSH` with it; the write thread journals samples and marker (number,
///    cutoff, time) as one `STATSD_FLUSH` record, in parts when it is very large, of which only the
///    last counts. Lines may be journalled between 2 and 3; they belong to the next window.
/// 4. The apply thread applies the samples and forgets the pending flush.
///
/// Nothing that consumes the ring ever publishes to it: step 3 is the flusher's.
///
/// **A crash** leaves one of these:
///
/// - before the marker is durable: replay finds no marker, so it rebuilds the windows as if nobody
///   had closed them, with all lines before and after the cutoff; the next flush emits them.
///   Samples of parts without their last part are ignored.
/// - after: replay applies the samples of the record, and closes the windows *at the cutoff*: after
///   the last line before it, before the first line behind it, although the marker itself lies
///   further on. So no line is lost and none is counted twice. [SampleReplay] reads the journal
///   twice for that, the first time for markers only.
///
/// **A checkpoint** may be taken between 2 and 4, when the lines are no longer in the windows and
/// the samples not yet in the store. It therefore keeps the pending flush beside the windows, and
/// the number of the last closing. On replay a marker whose number is not greater than that closes
/// nothing (the checkpointed windows are already those after it) but ends the pending flush. What
/// is still pending after replay is submitted first.
///
/// Numbers are never used twice: replay takes note of every number in the journal, also of parts
/// whose flush did not complete, so that stale parts cannot be completed by a later flush.
///
/// If the journal refuses `FLUSH` (disk full), the flush stays pending, the flusher tries again,
/// and meanwhile the open window grows longer: rates are computed over the real interval.
final class StatsdState {
  /// Name of this state in the checkpoint.
  static final String NAME = "statsd";

  private static final byte VERSION = 1;

  private final StatsdWindows windows;
  private final Payload payload = new Payload();
  private long number;
  private @Nullable PendingFlush pending;

  StatsdState(StatsdWindows windows) {
    this.windows = windows;
  }

  /// Says whether lines come from the journal, so that the events among them are not told again.
  void replaying(boolean isReplaying) {
    payload.replayed(isReplaying);
  }

  /// Takes in lines: one payload for each datagram, or one for all when there are none.
  void apply(
      Tenant tenant,
      long arrivalMs,
      byte[] bytes,
      int offset,
      int length,
      int[] ends,
      int datagrams,
      Refusals refusals) {
    payload.tenant(tenant);
    if (datagrams == 0) {
      windows.apply(payload.set(bytes, offset, length, arrivalMs), refusals);
      return;
    }
    int start = offset;
    for (int i = 0; i < datagrams; i++) {
      int end = offset + ends[i];
      windows.apply(payload.set(bytes, start, end - start, arrivalMs), refusals);
      start = end;
    }
  }

  /// Closes the windows; the result is pending until [#flushed]. A flush that is still pending is
  /// given again instead.
  PendingFlush close(long cutoff, long flushMs) {
    PendingFlush before = pending;
    if (before != null) {
      return before;
    }
    number++;
    var closed = new PendingFlush(number, cutoff, flushMs, windows.flush(flushMs));
    pending = closed;
    return closed;
  }

  /// The samples of flush `flushed` are journalled and applied.
  void flushed(long flushed) {
    if (pending != null && pending.number() == flushed) {
      pending = null;
    }
  }

  /// Replays a closing whose samples the journal holds.
  void replayClose(long flushed, long flushMs) {
    if (flushed > number) {
      windows.flushed(flushMs);
      number = flushed;
    }
    flushed(flushed);
  }

  /// Takes note that a number was used.
  void skipTo(long used) {
    number = Math.max(number, used);
  }

  /// The flush that is closed but not journalled; null when there is none.
  @Nullable PendingFlush pending() {
    return pending;
  }

  /// Number of the last closing.
  long number() {
    return number;
  }

  /// For a checkpoint: windows, number and pending flush.
  ByteBuffer snapshot() {
    ByteBuffer inner = windows.snapshot();
    try {
      var bytes = new ByteArrayOutputStream(64 + inner.remaining());
      var out = new DataOutputStream(bytes);
      out.writeByte(VERSION);
      out.writeLong(number);
      writePending(out);
      byte[] copy = new byte[inner.remaining()];
      inner.get(inner.position(), copy);
      out.write(copy);
      return ByteBuffer.wrap(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: memory cannot fail", e);
    }
  }

  /// Replaces everything by a snapshot; an empty one is the state of a new server.
  void restore(ByteBuffer snapshot) {
    if (!snapshot.hasRemaining()) {
      return;
    }
    byte version = snapshot.get();
    if (version != VERSION) {
      throw new CorruptDataException("unknown version of statsd state: " + version);
    }
    number = snapshot.getLong();
    pending = readPending(snapshot);
    windows.restore(snapshot);
  }

  private void writePending(DataOutputStream out) throws IOException {
    PendingFlush flush = pending;
    out.writeBoolean(flush != null);
    if (flush == null) {
      return;
    }
    out.writeLong(flush.number());
    out.writeLong(flush.cutoff());
    out.writeLong(flush.flushMs());
    out.writeInt(flush.batches().size());
    for (SeriesBatch batch : flush.batches()) {
      writeText(out, batch.tenant().name());
      out.writeInt(batch.count());
      for (int i = 0; i < batch.count(); i++) {
        Labels labels = batch.labels(i);
        out.writeShort(labels.count());
        for (int label = 0; label < labels.count(); label++) {
          writeText(out, labels.name(label));
          writeText(out, labels.value(label));
        }
        out.writeLong(batch.timestampMs(i));
        out.writeLong(Double.doubleToRawLongBits(batch.value(i)));
      }
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static @Nullable PendingFlush readPending(ByteBuffer in) {
    if (in.get() == 0) {
      return null;
    }
    long number = in.getLong();
    long cutoff = in.getLong();
    long flushMs = in.getLong();
    int batches = in.getInt();
    List<SeriesBatch> read = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      read.add(readBatch(in));
    }
    return new PendingFlush(number, cutoff, flushMs, List.copyOf(read));
  }

  private static SeriesBatch readBatch(ByteBuffer in) {
    var batch = new SeriesBatch(new Tenant(readText(in)));
    var labels = new LabelsBuilder();
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      labels.clear();
      for (int pairs = in.getShort(); pairs > 0; pairs--) {
        String name = readText(in);
        labels.set(name, readText(in));
      }
      long timestampMs = in.getLong();
      batch.add(labels.build(), timestampMs, Double.longBitsToDouble(in.getLong()));
    }
    return batch;
  }

  private static String readText(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new CorruptDataException("text too long: " + length + ", have " + in.remaining());
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
