package dev.weir.ingest.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Parks each consumer until exactly what it waits for is there.
///
/// The blocking strategies of the Disruptor park only for the producers' cursor; a stage that waits
/// for the stage before it spins. Here the stage before may be inside `fsync`, and on two cores the
/// spinning would take the processor from the very thread it waits for. Their time-out variants
/// also wake every consumer twenty times a second, work or not, which by itself is more than an
/// idle server may use.
///
/// So every consumer has a [Waiter] that says which sequence it waits for, and whoever moves a
/// sequence on, producer or stage, calls [#signalAllWhenBlocking()], which unparks those whose
/// sequence has come and nobody else. Stages do that after releasing a sequence early through their
/// sequence callback. A consumer that must wake at a time sets its waiter's deadline and then gets
/// `onTimeout`; with no deadline an idle thread never wakes.
///
/// No wake-up is lost: a waiter sets `isParked` (volatile) before it looks at the sequence for the
/// last time, and a signaller passes a full fence between moving the sequence and reading
/// `isParked`. One of the two sees the other (Dekker).
final class ParkingWaitStrategy implements WaitStrategy {
  /// Enough to catch a stage that is about to finish; more would burn the core it needs.
  private static final int SPINS = 40;

  private volatile Waiter[] waiters = {};

  /// One consumer thread's place to wait. Except where said, only its own thread touches it.
  static final class Waiter {
    /// No deadline.
    static final long NEVER = Long.MAX_VALUE;

    private final Thread thread = Thread.currentThread();
    private long awaited; // read by signallers after isParked
    private @Nullable Sequence sequence; // read by signallers after isParked
    private @Nullable SequenceBarrier barrier; // read by signallers after isParked
    private volatile boolean isParked;
    private volatile boolean isPoked; // set by any thread
    private long deadlineNanos = NEVER;

    /// When `onTimeout` shall be called at the latest, as `System.nanoTime()`, or [#NEVER].
    void deadline(long nanoTime) {
      deadlineNanos = nanoTime;
    }

    /// Makes the consumer's `onTimeout` run soon. Any thread.
    void poke() {
      isPoked = true;
      LockSupport.unpark(thread);
    }

    private boolean isReady() {
      Sequence awaitedSequence = sequence;
      SequenceBarrier ownBarrier = barrier;
      return (awaitedSequence != null && awaitedSequence.get() >= awaited)
          || (ownBarrier != null && ownBarrier.isAlerted());
    }
  }

  /// Makes a place for the calling thread; each consumer does so once, before it waits.
  synchronized Waiter register() {
    var waiter = new Waiter();
    Waiter[] grown = Arrays.copyOf(waiters, waiters.length + 1);
    grown[grown.length - 1] = waiter;
    waiters = grown;
    return waiter;
  }

  @Override
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, TimeoutException {
    for (int i = 0; i < SPINS; i++) {
      long available = dependentSequence.get();
      if (available >= sequence) {
        return available;
      }
      Thread.onSpinWait();
    }
    return park(own(), sequence, dependentSequence, barrier);
  }

  private static long park(
      Waiter waiter, long sequence, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, TimeoutException {
    waiter.awaited = sequence;
    waiter.sequence = dependentSequence;
    waiter.barrier = barrier;
    waiter.isParked = true;
    try {
      long available = dependentSequence.get();
      while (available < sequence) {
        barrier.checkAlert();
        throwIfDue(waiter);
        if (waiter.deadlineNanos == Waiter.NEVER) {
          LockSupport.park(waiter);
        } else {
          LockSupport.parkNanos(waiter, waiter.deadlineNanos - System.nanoTime());
        }
        available = dependentSequence.get();
      }
      return available;
    } finally {
      waiter.isParked = false;
    }
  }

  private static void throwIfDue(Waiter waiter) throws TimeoutException {
    if (waiter.isPoked) {
      waiter.isPoked = false;
      throw TimeoutException.INSTANCE;
    }
    if (waiter.deadlineNanos != Waiter.NEVER && System.nanoTime() - waiter.deadlineNanos >= 0) {
      throw TimeoutException.INSTANCE;
    }
  }

  @Override
  public void signalAllWhenBlocking() {
    VarHandle.fullFence();
    for (Waiter waiter : waiters) {
      if (waiter.isParked && waiter.isReady()) {
        LockSupport.unpark(waiter.thread);
      }
    }
  }

  private Waiter own() {
    Thread self = Thread.currentThread();
    for (Waiter waiter : waiters) {
      if (waiter.thread.equals(self)) {
        return waiter;
      }
    }
    throw new IllegalStateException("BUG: consumer without a waiter: " + self.getName());
  }
}
