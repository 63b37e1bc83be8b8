package dev.weir.ingest.ring;

import dev.weir.storage.selfmetrics.Histogram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests that are applied and wait to be durable.
///
/// The apply thread adds in journal order; whichever of the two threads comes last settles a
/// request: the write thread after a force, or the apply thread when the force was faster. At most
/// as long as acknowledged slots are in flight between two forces, which the ring bounds.
///
/// Positions whose force failed are remembered as doubtful until the apply thread is past them: a
/// later force of another segment moves the durable position beyond them without making them
/// durable.
///
/// Two threads; a short lock, once per acknowledged request.
final class AckQueue {
  private record Waiting(Acknowledgement acknowledgement, long position) {}

  private record Doubt(long from, long to, Failure why) {}

  private final boolean needsForce;
  private final Histogram latency;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // guarded by this
  private final ArrayDeque<Doubt> doubts = new ArrayDeque<>(); // guarded by this
  private long durable; // guarded by this

  /// Without `needsForce` (durability `interval` or `none`) what is applied is settled.
  AckQueue(boolean needsForce, Histogram latency) {
    this.needsForce = needsForce;
    this.latency = latency;
  }

  /// A request whose last byte lies before `position` was applied. Apply thread.
  void applied(Acknowledgement acknowledgement, long position) {
    var added = new Waiting(acknowledgement, position);
    synchronized (this) {
      waiting.addLast(added);
    }
    settle();
  }

  /// Everything before `position` is durable, doubts aside. Write thread.
  void durable(long position) {
    synchronized (this) {
      durable = Math.max(durable, position);
    }
    settle();
  }

  /// Forcing what lies between the positions failed. Write thread.
  void doubtful(long from, long to, Failure why) {
    if (to > from) {
      synchronized (this) {
        doubts.addLast(new Doubt(from, to, why));
      }
      settle();
    }
  }

  /// Forgets doubts about what was applied long ago. Apply thread, in order of positions.
  void passed(long position) {
    synchronized (this) {
      while (waiting.isEmpty() && !doubts.isEmpty() && doubts.peekFirst().to() <= position) {
        doubts.removeFirst();
      }
    }
  }

  private void settle() {
    List<Runnable> settled = new ArrayList<>();
    synchronized (this) {
      for (var first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
        Failure doubt = doubtAbout(first.position());
        if (doubt == null && needsForce && first.position() > durable) {
          break;
        }
        waiting.removeFirst();
        Waiting done = first;
        settled.add(
            doubt == null ? () -> complete(done) : () -> done.acknowledgement().failed(doubt));
      }
    }
    settled.forEach(Runnable::run); // outside the lock: completes futures, which may run anything
  }

  private void complete(Waiting done) {
    Acknowledgement acknowledgement = done.acknowledgement();
    if (acknowledgement.done()) {
      latency.observeNanos(System.nanoTime() - acknowledgement.startedNanos());
    }
  }

  private @Nullable Failure doubtAbout(long position) {
    for (Doubt doubt : doubts) {
      if (position > doubt.from() && position <= doubt.to()) {
        return doubt.why();
      }
    }
    return null;
  }
}
