package dev.weir.ingest.ring;

import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The write port for log records from inside the process, by way of the ring of the logs. Any
/// thread but that ring's; those of the other ring may, for it never waits.
public final class RingLogIntake implements LogIntake {
  /// Slots left to those who answer somebody.
  private static final int SLOTS_LEFT_FREE = 16;

  private final IngestRing ring;

  public RingLogIntake(IngestRing ring) {
    this.ring = ring;
  }

  @Override
  public CompletableFuture<Void> append(Tenant tenant, List<LogRecord> records) {
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    var submission =
        new Submission().records(List.copyOf(records)).tenant(tenant).acknowledge(acknowledgement);
    Failure broken = ring.failure();
    Offer offer = broken == null ? ring.offer(submission, SLOTS_LEFT_FREE) : Offer.FULL;
    if (offer != Offer.TAKEN) {
      Failure why = offer == Offer.FULL ? Failure.BUSY : Failure.SHUT_DOWN;
      acknowledgement.notTaken(broken != null ? broken : why);
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
