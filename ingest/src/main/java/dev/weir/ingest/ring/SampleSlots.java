package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A few reusable objects that one stage attaches to events and a later stage is done with when its
/// sequence has passed them: bounded memory without handing anything back.
///
/// Object `n` of `count` serves the `n`-th, `n + count`-th, ... use, so it is free when the later
/// stage has passed the event that used it last. Owned by the attaching stage. With several
/// decoders each has its own: the one whose turn it is in the ring's order always finds a free
/// object, because all it attached before lies before that turn.
final class SampleSlots<T> {
  private static final long POLL_NANOS = 50_000;

  private final T[] objects;
  private final long[] usedBy;
  private final Sequence passed;
  private int next;

  @SuppressWarnings("unchecked")
  SampleSlots(Class<T> type, int count, Supplier<T> make, Sequence passed) {
    objects = (T[]) Array.newInstance(type, count);
    Arrays.setAll(objects, i -> make.get());
    usedBy = new long[count];
    Arrays.fill(usedBy, -1);
    this.passed = passed;
  }

  /// An object for the event at `sequence`; waits until one is free. `reset` prepares it.
  T take(long sequence, Consumer<T> reset) {
    int at = next;
    while (passed.get() < usedBy[at]) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    next = at + 1 == objects.length ? 0 : at + 1;
    usedBy[at] = sequence;
    reset.accept(objects[at]);
    return objects[at];
  }
}
