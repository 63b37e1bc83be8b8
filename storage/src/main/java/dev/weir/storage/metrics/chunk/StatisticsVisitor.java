package dev.weir.storage.metrics.chunk;

/// Receives what is known of the mini-blocks of a chunk without decoding them, in order and without
/// gaps.
public interface StatisticsVisitor {
  /// The values of the samples `fromIndex .. toIndex-1`: none of them is NaN. `sum` may differ from
  /// that of a loop by 1e-12 relative.
  void known(
      int fromIndex, int toIndex, double min, double max, double sum, double first, double last);

  /// Samples `fromIndex .. toIndex-1` have to be decoded.
  void unknown(int fromIndex, int toIndex);
}
