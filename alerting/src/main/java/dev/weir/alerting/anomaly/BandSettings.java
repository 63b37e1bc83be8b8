package dev.weir.alerting.anomaly;

/// How a band is learnt and how wide it is.
///
/// @param season what the series repeats after
/// @param sensitivity half the width of the band in robust standard deviations, 1 to 20; 3 is a
///   good start, more finds less
/// @param minHistoryMs for how long nothing is called anomalous after the first point; at least one
///   season is learnt whatever this says
public record BandSettings(Season season, double sensitivity, long minHistoryMs) {
  public BandSettings {
    if (!(sensitivity >= 1 && sensitivity <= 20)) {
      throw new IllegalArgumentException("sensitivity must be 1 to 20: " + sensitivity);
    }
    if (minHistoryMs < 0) {
      throw new IllegalArgumentException("minimum history must not be negative: " + minHistoryMs);
    }
  }
}
