package dev.weir.alerting.anomaly;

/// What a series repeats after. Days and weeks are those of UTC.
public enum Season {
  /// Nothing: only a level is learnt.
  NONE(0, 1),
  /// A day, in half hours.
  DAY(86_400_000L, 48),
  /// A week, in half hours.
  WEEK(7 * 86_400_000L, 336);

  private final long periodMs;
  private final int bins;

  Season(long periodMs, int bins) {
    this.periodMs = periodMs;
    this.bins = bins;
  }

  /// 0 for none.
  long periodMs() {
    return periodMs;
  }

  int bins() {
    return bins;
  }
}
