package dev.weir.alerting.rule;

import dev.weir.alerting.anomaly.Season;

/// What an anomaly rule says about its band.
///
/// @param season the period after which values repeat
/// @param sensitivity half the band's width, in robust standard deviations
/// @param direction which side of the band is an anomaly
/// @param minHistoryMs how much history a series must have before it can alert
public record BandRule(Season season, double sensitivity, Direction direction, long minHistoryMs) {
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
    return switch (season) {
      case NONE -> 3_600_000L;
      case DAY -> 86_400_000L;
      case WEEK -> 7 * 86_400_000L;
    };
  }
}
