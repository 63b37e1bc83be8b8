package dev.weir.ingest.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The apply stage, one thread: what is journalled becomes visible. Begins checkpoints; settles
/// acknowledgements; empties the slot.
final class ApplyHandler implements EventHandler<IngestEvent> {
  private static final Logger log = LoggerFactory.getLogger(ApplyHandler.class);

  private final ApplyStage stage;
  private final AckQueue acknowledgements;
  private final Checkpoints checkpoints;
  private final ParkingWaitStrategy waiting;
  private final Sequence applied;
  private final IngestMetrics metrics;
  private Sequence released = new Sequence();

  ApplyHandler(
      ApplyStage stage,
      AckQueue acknowledgements,
      Checkpoints checkpoints,
      ParkingWaitStrategy waiting,
      Sequence applied,
      IngestMetrics metrics) {
    this.stage = stage;
    this.acknowledgements = acknowledgements;
    this.checkpoints = checkpoints;
    this.waiting = waiting;
    this.applied = applied;
    this.metrics = metrics;
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
    stage.apply(event, failure);
    if (event.checkpointAfter) {
      checkpoint(event.checkpointResult);
    } else if (event.checkpointResult != null) {
      event.checkpointResult.completeExceptionally(
          new IOException(
              failure != null ? failure.message() : "a checkpoint is being written already"));
    }
    if (stage.isCheckpointDue()) {
      checkpoints.want();
    }
  }

  private void checkpoint(@Nullable CompletableFuture<Long> result) {
    try {
      stage.checkpoint(position -> checkpoints.durable(position, result));
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
