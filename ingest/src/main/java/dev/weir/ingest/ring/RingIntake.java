package dev.weir.ingest.ring;

import dev.weir.storage.model.Intake;
import dev.weir.storage.model.SeriesBatch;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// The write port for everything inside the process, by way of the ring. Any thread but the ring's.
public final class RingIntake implements Intake {
  private final IngestRing ring;

  public RingIntake(IngestRing ring) {
    this.ring = ring;
  }

  @Override
  public CompletableFuture<Void> append(SeriesBatch batch) {
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    var submission = new Submission().series(batch).acknowledge(acknowledgement);
    Offer offer = ring.put(submission, Long.MAX_VALUE);
    if (offer != Offer.TAKEN) {
      acknowledgement.notTaken(Failure.SHUT_DOWN);
    }
    acknowledgement.submitted();
    return acknowledgement
        .result()
        .thenCompose(result -> {
          Failure failure = result.failure();
          return failure == null
              ? CompletableFuture.completedFuture(null)
              : CompletableFuture.failedFuture(new IOException(failure.message()));
        });
  }
}
