package dev.weir.ingest.ring;

import dev.weir.storage.io.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the statsd windows every interval and publishes what was in them: see [StatsdState] for
/// the protocol. One thread, the scheduler's for this task.
public final class StatsdFlusher implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(StatsdFlusher.class);

  private static final long PUT_NANOS = 5_000_000_000L;
  private static final long ANSWER_SECONDS = 30;

  private final IngestRing ring;
  private final Clock clock;
  private @Nullable PendingFlush pending;

  /// Takes over a flush that replay found pending.
  public StatsdFlusher(IngestRing ring, Clock clock) {
    this.ring = ring;
    this.clock = clock;
    pending = ring.replayedFlush();
  }

  /// One flush: first what an earlier one could not bring into the journal, then the windows. Does
  /// nothing more when the journal takes nothing; the windows go on growing.
  @Override
  public void run() {
    if (pending != null && !publish(pending)) {
      return;
    }
    pending = null;
    PendingFlush closed = closeWindows();
    if (closed != null) {
      pending = closed;
      if (publish(closed)) {
        pending = null;
      }
    }
  }

  private @Nullable PendingFlush closeWindows() {
    var result = new CompletableFuture<PendingFlush>();
    Offer offer = ring.put(new Submission().closeWindows(clock.wallMillis(), result), PUT_NANOS);
    if (offer != Offer.TAKEN) {
      return null;
    }
    return answer(result, "close");
  }

  private boolean publish(PendingFlush flush) {
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    Offer offer = ring.put(new Submission().flush(flush).acknowledge(acknowledgement), PUT_NANOS);
    if (offer != Offer.TAKEN) {
      return false;
    }
    acknowledgement.submitted();
    WriteResult result = answer(acknowledgement.result(), "publish");
    return result != null && result.failure() == null;
  }

  private static <T> @Nullable T answer(CompletableFuture<T> from, String step) {
    try {
      return from.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("statsd_flush_delayed step={} reason={}", step, e.toString());
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
