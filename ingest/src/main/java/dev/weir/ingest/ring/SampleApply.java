package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.metrics.ResolvedSamples;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Makes journalled samples visible. Apply thread only: owns the statsd windows and the store's
/// heads.
final class SampleApply implements ApplyStage {
  private final MetricStore store;
  private final StatsdState statsd;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final Refusals refusals = new Refusals();
  private final ResolvedSamples nothing = new ResolvedSamples();

  SampleApply(
      MetricStore store, StatsdState statsd, IngestMetrics metrics, MalformedSamples shown) {
    this.store = store;
    this.statsd = statsd;
    this.metrics = metrics;
    this.shown = shown;
  }

  @Override
  public void apply(IngestEvent event, @Nullable Failure failure) {
    ResolvedSamples rows = event.resolved;
    // Also the journalled part of an event that failed; and without samples too, so that the store
    // knows how far a checkpoint reaches.
    store.apply(rows != null ? rows : nothing, event.position);
    if (failure == null) {
      switch (event.kind) {
        case STATSD -> applyLines(event);
        case CLOSE_WINDOWS -> closeWindows(event);
        case FLUSH -> flushed(event);
        case NONE, SAMPLES, SERIES, CHECKPOINT, LOGS, RECORDS -> {}
      }
    }
  }

  private void applyLines(IngestEvent event) {
    refusals.clear();
    statsd.apply(
        event.tenant,
        event.arrivalMs,
        event.bytes,
        event.offset,
        event.length,
        event.ends,
        event.datagrams,
        refusals);
    metrics.of(event.protocolOfPayload()).malformed(refusals, event.tenant, shown);
  }

  private void closeWindows(IngestEvent event) {
    CompletableFuture<PendingFlush> result = event.flushResult;
    PendingFlush closed = statsd.close(event.position, event.arrivalMs);
    if (result != null) {
      result.complete(closed);
    }
  }

  private void flushed(IngestEvent event) {
    PendingFlush flush = event.flush;
    if (flush != null) {
      statsd.flushed(flush.number());
    }
  }

  @Override
  public void checkpoint(LongConsumer whenDurable) throws IOException {
    store.checkpoint(sink -> sink.put(StatsdState.NAME, statsd.snapshot()), whenDurable);
  }

  /// The store does not ask: the journal's length does.
  @Override
  public boolean isCheckpointDue() {
    return false;
  }
}
