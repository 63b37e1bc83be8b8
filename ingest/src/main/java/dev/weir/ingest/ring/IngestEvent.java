package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One slot of the ring. Filled by a producer, then owned by one stage after the other; each
/// field's comment says which stage writes it. Fields are public to the package because a slot has
/// no behaviour: it is what the stages share.
final class IngestEvent {
  static final byte[] NO_BYTES = {};
  static final int[] NO_ENDS = {};
  static final @Nullable InetAddress[] NO_SOURCES = {};

  // The producer's.
  EventKind kind = EventKind.NONE;
  @Nullable Protocol protocol;
  Tenant tenant = Tenant.DEFAULT;
  long arrivalMs;
  long timeUnitNanos = 1;
  byte[] bytes = NO_BYTES;
  int offset;
  int length;
  int[] ends = NO_ENDS;
  @Nullable InetAddress[] sources = NO_SOURCES;
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

  /// What decoding gave; the decode stage's. Stays null for what is not decoded.
  @Nullable SampleBatch batch;

  /// The same for log records.
  @Nullable LogEntries entries;

  /// What was journalled, to be applied; the write stage's. Null when there is nothing.
  @Nullable ResolvedSamples resolved;

  /// The same for log records.
  @Nullable LogBatch journalled;

  /// Journal position after this event, or before it when nothing was journalled; the write
  /// stage's.
  long position;

  /// Why this event was not journalled, or not wholly; the write stage's. Null when it was.
  @Nullable Failure failure;

  /// True when the apply stage shall write a checkpoint after this event; the write stage's, which
  /// then made everything up to `position` durable.
  boolean checkpointAfter;

  /// Takes over what a producer submitted.
  void fill(Submission from) {
    kind = from.kind;
    protocol = from.protocol;
    tenant = from.tenant;
    arrivalMs = from.arrivalMs;
    timeUnitNanos = from.timeUnitNanos;
    bytes = from.bytes;
    offset = from.offset;
    length = from.length;
    ends = from.ends;
    sources = from.sources;
    datagrams = from.datagrams;
    isStream = from.isStream;
    isCut = from.isCut;
    resource = from.resource;
    acknowledgement = from.acknowledgement;
    series = from.series;
    records = from.records;
    flush = from.flush;
    flushResult = from.flushResult;
    checkpointResult = from.checkpointResult;
  }

  /// Lets go of everything, so that a slot at rest keeps nothing alive.
  void clear() {
    kind = EventKind.NONE;
    protocol = null;
    tenant = Tenant.DEFAULT;
    bytes = NO_BYTES;
    ends = NO_ENDS;
    sources = NO_SOURCES;
    datagrams = 0;
    resource = Resource.NONE;
    acknowledgement = null;
    series = List.of();
    records = List.of();
    flush = null;
    flushResult = null;
    checkpointResult = null;
    batch = null;
    entries = null;
    resolved = null;
    journalled = null;
    failure = null;
    checkpointAfter = false;
  }

  /// The protocol of a payload; only for kinds that have one.
  Protocol protocolOfPayload() {
    Protocol row = protocol;
    if (row == null) {
      throw new IllegalStateException("BUG: event without a protocol: " + kind);
    }
    return row;
  }
}
