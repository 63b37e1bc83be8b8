package dev.weir.alerting.anomaly;

/// What is usual at one moment, and how unusual the last points are.
///
/// @param lower end of the band, NaN before the first point
/// @param upper end of the band
/// @param score mean distance of the last five points from the middle of their bands, in half
///   widths, each counted as at most 1.6: 1 and more is anomalous; 0 while learning
/// @param isLearning when there is too little history to judge
public record Band(double lower, double upper, double score, boolean isLearning) {
  /// Whether the last points are out of what is usual.
  public boolean isAnomalous() {
    return score >= 1;
  }
}
