package dev.weir.ingest.net;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.LineCount;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Offer;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.Resource;
import dev.weir.ingest.ring.SlotBuffer;
import dev.weir.ingest.ring.Submission;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Packs the lines or frames of all connections of one listener into slots, and waits until the
/// ring takes them. The listener's thread only: while it waits here, nothing is read.
///
/// A frame that is larger than a slot, or was cut, travels alone in an array of its own, of which
/// [FrameMemory#LIMIT_BYTES] may be on their way.
final class StreamPacker implements LineFramer.Sink, FrameSink {
  private static final long FULL_POLL_NANOS = 1_000_000;
  private static final int SHOWN_BYTES = 200;

  private final Protocol protocol;
  private final Tenant tenant;
  private final IngestRing ring;
  private final Clock clock;
  private final IngestMetrics.OfProtocol counters;
  private final MalformedSamples shown;
  private final BooleanSupplier givesUp;
  private final Submission submission = new Submission();
  private final FrameMemory memory = new FrameMemory(FrameMemory.LIMIT_BYTES);
  private SlotBuffer buffer;
  private @Nullable InetAddress source;

  /// `givesUp` says that it is time to drop what the ring does not take.
  StreamPacker(
      Protocol protocol,
      Tenant tenant,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown,
      BooleanSupplier givesUp) {
    this.protocol = protocol;
    this.tenant = tenant;
    this.ring = ring;
    this.clock = clock;
    counters = metrics.of(protocol);
    this.shown = shown;
    this.givesUp = givesUp;
    buffer = ring.buffers().take();
  }

  /// Says who sends what comes next.
  void from(@Nullable InetAddress sender) {
    source = sender;
  }

  /// Publishes what is packed. Waits until the ring takes it: for ever while running.
  void publish() {
    if (buffer.length() == 0) {
      return;
    }
    int count =
        protocol.framing() == Protocol.Framing.FRAMES
            ? buffer.datagrams()
            : LineCount.of(buffer.bytes(), 0, buffer.length());
    counters.received(buffer.length(), 0, count);
    submission.payload(protocol, buffer).fromStream().tenant(tenant).arrivedAt(clock.wallMillis());
    Offer offer = awaitRoom();
    if (offer == Offer.TAKEN) {
      buffer = ring.buffers().take();
    } else {
      dropped(offer, count);
      buffer.clear();
    }
  }

  // ---- lines ----

  @Override
  public void lines(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (end - from > buffer.room()) {
      int fits = lastLineEnd(bytes, from, from + buffer.room());
      buffer.append(bytes, from, fits - from);
      from = fits;
      publish();
    }
    buffer.append(bytes, from, end - from);
  }

  @Override
  public void tooLong(byte[] bytes, int offset, int length) {
    malformed(Malformed.TOO_LONG, bytes, offset, length);
  }

  /// End of the last whole line in `[from, to)`, or `from` when there is none.
  private static int lastLineEnd(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && bytes[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  // ---- frames ----

  @Override
  public void frame(byte[] bytes, int offset, int length, boolean cut) {
    if (length == 0) {
      return;
    }
    if (cut || length > SlotBuffer.SIZE_BYTES) {
      publish(); // keeps the order of a connection
      publishAlone(Arrays.copyOfRange(bytes, offset, offset + length), cut);
      return;
    }
    if (length > buffer.room()) {
      publish();
    }
    buffer.append(bytes, offset, length);
    buffer.endFrame(source);
  }

  @Override
  public void broken(byte[] bytes, int offset, int length) {
    malformed(Malformed.SYNTAX, bytes, offset, length);
  }

  private void publishAlone(byte[] frame, boolean cut) {
    counters.received(frame.length, 0, 1);
    while (!memory.tryTake(frame.length)) {
      if (givesUp.getAsBoolean()) {
        dropped(Offer.FULL, 1);
        return;
      }
      LockSupport.parkNanos(FULL_POLL_NANOS);
    }
    Resource taken = memory.giveBack(frame.length);
    submission
        .frame(protocol, frame, source, cut, taken)
        .tenant(tenant)
        .arrivedAt(clock.wallMillis());
    Offer offer = awaitRoom();
    if (offer != Offer.TAKEN) {
      taken.release();
      dropped(offer, 1);
    }
  }

  private Offer awaitRoom() {
    while (true) {
      Offer offer =
          ring.failure() == null ? ring.offer(submission, UdpListener.SLOTS_LEFT_FREE) : Offer.FULL;
      if (offer != Offer.FULL || givesUp.getAsBoolean()) {
        return offer;
      }
      LockSupport.parkNanos(FULL_POLL_NANOS);
    }
  }

  private void dropped(Offer offer, int count) {
    counters.dropped(
        offer == Offer.FULL ? IngestMetrics.Drop.RING_FULL : IngestMetrics.Drop.CLOSED, 0, count);
  }

  private void malformed(Malformed reason, byte[] bytes, int offset, int length) {
    counters.malformed(reason, 1);
    shown.show(
        protocol.name(),
        Tenant.DEFAULT,
        reason,
        new String(bytes, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.UTF_8));
  }
}
