package dev.weir.query.logql;

import dev.weir.query.engine.Steps;

/// The times at which a metric query is evaluated, in epoch nanoseconds: `startNs + i * stepNs` for
/// `0 <= i < count`. `stepNs` is at least 1.
public record TimeGrid(long startNs, long stepNs, int count) {
  static final long NANOS_PER_MS = 1_000_000;

  public TimeGrid {
    if (stepNs < 1 || count < 1) {
      throw new IllegalArgumentException("bad grid: step " + stepNs + " ns, count " + count);
    }
  }

  /// One evaluation.
  public static TimeGrid instant(long timeNs) {
    return new TimeGrid(timeNs, 1, 1);
  }

  /// From `startNs` to `endNs`, inclusive; `endNs` is not before `startNs`.
  public static TimeGrid range(long startNs, long endNs, long stepNs) {
    return new TimeGrid(startNs, stepNs, Math.toIntExact((endNs - startNs) / stepNs + 1));
  }

  public long timeNs(int index) {
    return startNs + index * stepNs;
  }

  /// Time of the last evaluation.
  public long endNs() {
    return timeNs(count - 1);
  }

  /// Epoch milliseconds of an evaluation, which is what results carry.
  public long timeMs(int index) {
    return Math.floorDiv(timeNs(index), NANOS_PER_MS);
  }

  /// The same number of steps for vectors, which do not look at times.
  Steps steps() {
    return new Steps(timeMs(0), Math.max(1, stepNs / NANOS_PER_MS), count);
  }

  TimeGrid minus(long offsetNs) {
    return offsetNs == 0 ? this : new TimeGrid(startNs - offsetNs, stepNs, count);
  }
}
