package dev.weir.ingest.ring;

import dev.weir.storage.io.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When checkpoints are due and what they allow: one at a time; after 64 MiB of journal, or after
/// 60 seconds when that brought 8 MiB, so that a restart replays 128 MiB at most and an idle server
/// writes nothing; or when the store itself wants one.
///
/// Shared by the write thread (asks whether one is due, truncates the journal), the apply thread
/// (begins one, says that the store wants one) and whichever thread of the store finishes it. All
/// methods from any thread.
final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private static final long DUE_BYTES = 64L << 20;
  private static final long DUE_NANOS = 60_000_000_000L;
  private static final long DUE_NANOS_BYTES = 8L << 20;

  /// A checkpoint that never ended is forgotten after this time, and another may begin.
  private static final long LOST_NANOS = 120_000_000_000L;

  private final Clock clock;
  private boolean isRunning; // guarded by this
  private boolean isWanted; // guarded by this
  private long begunNanos; // guarded by this
  private long lastPosition; // guarded by this
  private long truncateBefore; // guarded by this
  private long truncatedBefore; // guarded by this
  private @Nullable Runnable whenTruncatable; // set once, before the first checkpoint

  Checkpoints(Clock clock, long position) {
    this.clock = clock;
    lastPosition = position;
    truncateBefore = position;
    truncatedBefore = position;
    begunNanos = clock.nanoTime();
  }

  /// Sets what is to be called when the journal can be truncated.
  synchronized void onTruncatable(Runnable action) {
    whenTruncatable = action;
  }

  /// The store wants a checkpoint; while one is running it gets no other.
  synchronized void want() {
    isWanted = !isRunning;
  }

  /// True when a checkpoint at `position` is due; it then counts as begun.
  synchronized boolean beginIfDue(long position) {
    long bytes = position - lastPosition;
    if (bytes < DUE_NANOS_BYTES && !isWanted) {
      return false;
    }
    long sinceNanos = clock.nanoTime() - begunNanos;
    boolean isDue = isWanted || bytes >= DUE_BYTES || sinceNanos >= DUE_NANOS;
    if (!isDue || !begin(sinceNanos)) {
      return false;
    }
    lastPosition = position; // what it allows to be truncated lies before its own position
    return true;
  }

  /// True when a checkpoint may begin now; it then counts as begun.
  synchronized boolean begin() {
    return begin(clock.nanoTime() - begunNanos);
  }

  private synchronized boolean begin(long sinceNanos) {
    if (isRunning && sinceNanos < LOST_NANOS) {
      return false;
    }
    isRunning = true;
    isWanted = false;
    begunNanos = clock.nanoTime();
    return true;
  }

  /// The checkpoint that was begun is durable.
  void durable(long position, @Nullable CompletableFuture<Long> result) {
    Runnable action;
    synchronized (this) {
      isRunning = false;
      lastPosition = Math.max(lastPosition, position);
      truncateBefore = Math.max(truncateBefore, position);
      action = whenTruncatable;
    }
    if (action != null) {
      action.run();
    }
    if (result != null) {
      result.complete(position);
    }
  }

  /// It was given up.
  void failed(Exception why, @Nullable CompletableFuture<Long> result) {
    synchronized (this) {
      isRunning = false;
    }
    log.error("checkpoint_failed reason={}", why.toString());
    if (result != null) {
      result.completeExceptionally(why);
    }
  }

  /// Position before which the journal is not needed any more.
  synchronized long truncateBefore() {
    return truncateBefore;
  }

  /// The journal was truncated before `position`.
  synchronized void truncated(long position) {
    truncatedBefore = position;
    notifyAll();
  }

  /// Waits until the journal was truncated before `position`, at most two seconds.
  synchronized void awaitTruncated(long position) throws InterruptedException {
    long deadline = System.nanoTime() + 2_000_000_000L;
    while (truncatedBefore < position) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return;
      }
      wait(leftMs);
    }
  }

  synchronized boolean isRunning() {
    return isRunning;
  }
}
