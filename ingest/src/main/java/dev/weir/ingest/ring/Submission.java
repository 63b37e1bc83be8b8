package dev.weir.ingest.ring;

import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a producer wants the ring to carry. A producer fills one and reuses it: the ring copies its
/// fields into a slot and keeps no reference. One thread at a time.
public final class Submission {
  EventKind kind = EventKind.NONE;
  @Nullable Protocol protocol;
  Tenant tenant = Tenant.DEFAULT;
  long arrivalMs;
  long timeUnitNanos = 1;
  byte[] bytes = IngestEvent.NO_BYTES;
  int offset;
  int length;
  int[] ends = IngestEvent.NO_ENDS;
  @Nullable InetAddress[] sources = IngestEvent.NO_SOURCES;
  int datagrams;
  boolean isStream;
  boolean isCut;
  Resource resource = Resource.NONE;
  @Nullable Acknowledgement acknowledgement;
  List<SeriesBatch> series = List.of();
  List<LogRecord> records = List.of();
  @Nullable PendingFlush flush;
  @Nullable CompletableFuture<PendingFlush> flushResult;
  @Nullable CompletableFuture<Long> checkpointResult;

  /// Bytes of a protocol, all that `buffer` holds. The ring owns the buffer once it took this.
  public Submission payload(Protocol protocol, SlotBuffer buffer) {
    payload(protocol, buffer.bytes(), 0, buffer.length(), buffer);
    ends = buffer.ends();
    sources = buffer.sources();
    datagrams = buffer.datagrams();
    return this;
  }

  /// One frame of a protocol that is too large for a slot, or was cut. `resource` is released once
  /// it is through.
  public Submission frame(
      Protocol protocol,
      byte[] bytes,
      @Nullable InetAddress source,
      boolean cut,
      Resource resource) {
    payload(protocol, bytes, 0, bytes.length, resource);
    ends = new int[] {bytes.length};
    sources = new @Nullable InetAddress[] {source};
    datagrams = 1;
    isStream = true;
    isCut = cut;
    return this;
  }

  /// Bytes of a protocol, a piece of a body. `resource` is released once the piece is through.
  public Submission payload(
      Protocol protocol, byte[] bytes, int offset, int length, Resource resource) {
    clear(protocol.kind());
    this.protocol = protocol;
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.resource = resource;
    return this;
  }

  /// Samples from inside the process.
  Submission series(SeriesBatch batch) {
    clear(EventKind.SERIES);
    series = List.of(batch);
    return this;
  }

  /// Log records from inside the process; the list is kept.
  Submission records(List<LogRecord> from) {
    clear(EventKind.RECORDS);
    records = from;
    return this;
  }

  /// A request to close the statsd windows; `result` receives what was in them.
  Submission closeWindows(long flushMs, CompletableFuture<PendingFlush> result) {
    clear(EventKind.CLOSE_WINDOWS);
    arrivalMs = flushMs;
    flushResult = result;
    return this;
  }

  /// The samples of closed windows, with the marker that says so.
  Submission flush(PendingFlush pending) {
    clear(EventKind.FLUSH);
    flush = pending;
    series = pending.batches();
    return this;
  }

  /// A request for a checkpoint; `result` receives the position it stands for once it is durable.
  Submission checkpoint(CompletableFuture<Long> result) {
    clear(EventKind.CHECKPOINT);
    checkpointResult = result;
    return this;
  }

  /// Whose data the payload is; [Tenant#DEFAULT] unless said.
  public Submission tenant(Tenant tenant) {
    this.tenant = tenant;
    return this;
  }

  /// Says that what `datagrams` counts came by a connection.
  public Submission fromStream() {
    isStream = true;
    return this;
  }

  /// When the payload was received, epoch milliseconds.
  public Submission arrivedAt(long wallMillis) {
    arrivalMs = wallMillis;
    return this;
  }

  /// Nanoseconds per unit of the sender's timestamps, where the sender may choose.
  public Submission timeUnitNanos(long nanos) {
    timeUnitNanos = nanos;
    return this;
  }

  /// Who waits for the payload to be safe and visible.
  public Submission acknowledge(@Nullable Acknowledgement acknowledgement) {
    this.acknowledgement = acknowledgement;
    return this;
  }

  private void clear(EventKind newKind) {
    kind = newKind;
    protocol = null;
    tenant = Tenant.DEFAULT;
    arrivalMs = 0;
    timeUnitNanos = 1;
    bytes = IngestEvent.NO_BYTES;
    offset = 0;
    length = 0;
    ends = IngestEvent.NO_ENDS;
    sources = IngestEvent.NO_SOURCES;
    datagrams = 0;
    isStream = false;
    isCut = false;
    resource = Resource.NONE;
    acknowledgement = null;
    series = List.of();
    records = List.of();
    flush = null;
    flushResult = null;
    checkpointResult = null;
  }
}
