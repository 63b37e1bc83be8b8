package dev.weir.alerting.rule;

/// What an anomaly rule says about its band.
///
/// @param season the period after which values repeat
/// @param sensitivity half the band's width, in robust standard deviations
/// @param direction which side of the band is an anomaly
/// @param minHistoryMs how much history a series must have before it can alert
public record BandRule(Season season, double sensitivity, Direction direction, long minHistoryMs) {
  /// The period after which values repeat.
  public enum Season {
    DAY(86_400_000L),
    WEEK(7 * 86_400_000L),
    NONE(0);

    private final long lengthMs;

    Season(long lengthMs) {
      this.lengthMs = lengthMs;
    }

    /// 0 for none.
    public long lengthMs() {
      return lengthMs;
    }
  }

  /// Which side of the band is an anomaly.
  public enum Direction {
    BOTH,
    UP,
    DOWN
  }

  /// Least and most of `sensitivity`: below, noise alerts all day; above, nothing ever does.
  static final double MIN_SENSITIVITY = 1;

  static final double MAX_SENSITIVITY = 20;

  /// History wanted unless the rule says otherwise: one season, an hour where there is none.
  static long defaultHistoryMs(Season season) {
    return season == Season.NONE ? 3_600_000L : season.lengthMs();
  }
}
