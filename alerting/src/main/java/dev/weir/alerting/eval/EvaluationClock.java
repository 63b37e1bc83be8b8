package dev.weir.alerting.eval;

import dev.weir.alerting.rule.RuleGroup;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.Counter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Says when which group is due and gives it to the threads that evaluate.
///
/// Every group has times of its own, `n * interval + offset` with an offset from its name, so that
/// not all groups are due at once, and a group keeps its times over restarts. A group that is still
/// being evaluated when it is due again leaves that time out, which is counted, and delays no
/// other. Source: Prometheus, `rules/group.go`.
///
/// [#tick()] by one thread; [#replace] by any.
final class EvaluationClock {
  /// A group and its next time, which only the ticking thread changes.
  static final class Slot {
    private final GroupRunner runner;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private long nextMs;

    private Slot(GroupRunner runner, long nowMs) {
      this.runner = runner;
      this.nextMs = atOrBefore(runner.group(), nowMs) + interval();
    }

    GroupRunner runner() {
      return runner;
    }

    private long interval() {
      return runner.group().timing().intervalMs();
    }
  }

  private final Clock clock;
  private final Executor executor;
  private final Counter missed;
  private volatile List<Slot> slots = List.of();

  EvaluationClock(Clock clock, Executor executor, Counter missed) {
    this.clock = clock;
    this.executor = executor;
    this.missed = missed;
  }

  /// A place for a group that was not there; first due at its next time.
  Slot slot(GroupRunner runner) {
    return new Slot(runner, clock.wallMillis());
  }

  /// From now on these groups are evaluated.
  void replace(List<Slot> all) {
    slots = List.copyOf(all);
  }

  List<Slot> slots() {
    return slots;
  }

  /// Starts what is due.
  void tick() {
    long nowMs = clock.wallMillis();
    for (Slot slot : slots) {
      if (nowMs >= slot.nextMs) {
        due(slot, nowMs);
      } else if (slot.nextMs - nowMs > slot.interval()) { // the clock was set back
        slot.nextMs = atOrBefore(slot.runner.group(), nowMs) + slot.interval();
      }
    }
  }

  private void due(Slot slot, long nowMs) {
    long timeMs = atOrBefore(slot.runner.group(), nowMs);
    missed.add(Math.max(0, (timeMs - slot.nextMs) / slot.interval()));
    slot.nextMs = timeMs + slot.interval();
    if (!slot.isRunning.compareAndSet(false, true)) {
      missed.increment();
      return;
    }
    try {
      executor.execute(() -> {
        try {
          slot.runner.evaluate(timeMs);
        } finally {
          slot.isRunning.set(false);
        }
      });
    } catch (RejectedExecutionException e) { // stopping
      slot.isRunning.set(false);
    }
  }

  /// The latest time of `group` that is not after `nowMs`.
  static long atOrBefore(RuleGroup group, long nowMs) {
    long interval = group.timing().intervalMs();
    long offset = Math.floorMod(hash(group.key()), interval);
    return Math.floorDiv(nowMs - offset, interval) * interval + offset;
  }

  /// FNV-1a, which spreads short names well.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
