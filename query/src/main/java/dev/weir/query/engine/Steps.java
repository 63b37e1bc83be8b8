package dev.weir.query.engine;

/// The times at which an expression is evaluated: `startMs + i * stepMs` for `0 <= i < count`.
/// `stepMs` is at least 1, also for a single step.
public record Steps(long startMs, long stepMs, int count) {
  public Steps {
    if (stepMs < 1 || count < 0) {
      throw new IllegalArgumentException("bad steps: step " + stepMs + " ms, count " + count);
    }
  }

  /// One evaluation.
  public static Steps instant(long timeMs) {
    return new Steps(timeMs, 1, 1);
  }

  /// From `startMs` to `endMs`, inclusive.
  public static Steps range(long startMs, long endMs, long stepMs) {
    return new Steps(
        startMs, stepMs, endMs < startMs ? 0 : Math.toIntExact((endMs - startMs) / stepMs + 1));
  }

  public long timeMs(int step) {
    return startMs + step * stepMs;
  }

  /// Time of the last step.
  public long endMs() {
    return count == 0 ? startMs : timeMs(count - 1);
  }
}
