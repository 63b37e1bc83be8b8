package dev.weir.ingest.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.metrics.ResolvedSamples;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The apply stage, one thread: what is journalled becomes visible. Owns the statsd windows and the
/// store's heads; begins checkpoints; settles acknowledgements; empties the slot.
final class ApplyHandler implements EventHandler<IngestEvent> {
  private static final Logger log = LoggerFactory.getLogger(ApplyHandler.class);

  private static final Malformed[] REASONS = Malformed.values();

  private final MetricStore store;
  private final StatsdState statsd;
  private final AckQueue acknowledgements;
  private final Checkpoints checkpoints;
  private final ParkingWaitStrategy waiting;
  private final Sequence applied;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final Refusals refusals = new Refusals();
  private final ResolvedSamples nothing = new ResolvedSamples();
  private Sequence released = new Sequence();

  ApplyHandler(
      MetricStore store,
      StatsdState statsd,
      AckQueue acknowledgements,
      Checkpoints checkpoints,
      ParkingWaitStrategy waiting,
      Sequence applied,
      IngestMetrics metrics,
      MalformedSamples shown) {
    this.store = store;
    this.statsd = statsd;
    this.acknowledgements = acknowledgements;
    this.checkpoints = checkpoints;
    this.waiting = waiting;
    this.applied = applied;
    this.metrics = metrics;
    this.shown = shown;
  }

  @Override
  public void setSequenceCallback(Sequence sequenceCallback) {
    released = sequenceCallback;
  }

  @Override
  public void onStart() {
    waiting.register();
  }

  @Override
  public void onEvent(IngestEvent event, long sequence, boolean endOfBatch) {
    Failure failure = event.failure;
    try {
      apply(event, failure);
    } catch (RuntimeException e) {
      log.error("apply_failed kind={} position={} BUG", event.kind, event.position, e);
      metrics.bugs.increment();
      failure = new Failure(Failure.Kind.BUG, "internal error: " + e);
    }
    settle(event, failure);
    event.resource.release();
    event.clear();
    applied.set(sequence);
    released.set(sequence);
  }

  private void apply(IngestEvent event, @Nullable Failure failure) {
    ResolvedSamples rows = event.resolved;
    // Also the journalled part of an event that failed; and without samples too, so that the store
    // knows how far a checkpoint reaches.
    store.apply(rows != null ? rows : nothing, event.position);
    if (failure == null) {
      switch (event.kind) {
        case STATSD -> applyLines(event);
        case CLOSE_WINDOWS -> closeWindows(event);
        case FLUSH -> flushed(event);
        case NONE, SAMPLES, SERIES, CHECKPOINT -> {}
      }
    }
    if (event.checkpointAfter) {
      checkpoint(event.checkpointResult);
    } else if (event.checkpointResult != null) {
      event.checkpointResult.completeExceptionally(
          new IOException(
              failure != null ? failure.message() : "a checkpoint is being written already"));
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
    if (refusals.total() > 0) {
      IngestMetrics.OfProtocol counters = metrics.of(event.protocolOfPayload().name());
      for (Malformed reason : REASONS) {
        counters.malformed(reason, refusals.count(reason));
      }
      shown.show(counters.name(), refusals);
    }
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

  private void checkpoint(@Nullable CompletableFuture<Long> result) {
    try {
      store.checkpoint(
          sink -> sink.put(StatsdState.NAME, statsd.snapshot()),
          position -> checkpoints.durable(position, result));
    } catch (IOException | RuntimeException e) {
      checkpoints.failed(e, result);
    }
  }

  private void settle(IngestEvent event, @Nullable Failure failure) {
    CompletableFuture<PendingFlush> closed = event.flushResult;
    if (closed != null && failure != null) {
      closed.completeExceptionally(new IOException(failure.message()));
    }
    Acknowledgement acknowledgement = event.acknowledgement;
    if (acknowledgement != null) {
      if (failure != null) {
        acknowledgement.failed(failure);
      } else {
        acknowledgements.applied(acknowledgement, event.position);
      }
    }
    acknowledgements.passed(event.position);
  }
}
