package dev.weir.ingest.ring;

import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
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
  int datagrams;
  Resource resource = Resource.NONE;
  @Nullable Acknowledgement acknowledgement;
  List<SeriesBatch> series = List.of();
  @Nullable PendingFlush flush;
  @Nullable CompletableFuture<PendingFlush> flushResult;
  @Nullable CompletableFuture<Long> checkpointResult;

  /// Bytes of a protocol, all that `buffer` holds. The ring owns the buffer once it took this.
  public Submission payload(Protocol protocol, SlotBuffer buffer) {
    payload(protocol, buffer.bytes(), 0, buffer.length(), buffer);
    ends = buffer.ends();
    datagrams = buffer.datagrams();
    return this;
  }

  /// Bytes of a protocol, a piece of a body. `resource` is released once the piece is through.
  public Submission payload(
      Protocol protocol, byte[] bytes, int offset, int length, Resource resource) {
    clear(protocol.decoder() == null ? EventKind.STATSD : EventKind.SAMPLES);
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
    datagrams = 0;
    resource = Resource.NONE;
    acknowledgement = null;
    series = List.of();
    flush = null;
    flushResult = null;
    checkpointResult = null;
  }
}
