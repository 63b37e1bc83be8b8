package dev.weir.query.promql;

import java.util.Arrays;

/// The quantile of plain values.
final class Quantiles {
  private Quantiles() {}

  /// The `q`-quantile of the first `length` of `values`, which are sorted in place, NaN lowest;
  /// interpolated. NaN for none or when `q` is NaN; infinite when `q` is outside 0 to 1.
  static double of(double q, double[] values, int length) {
    if (length == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    sortNanFirst(values, length);
    double rank = q * (length - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return values[lower] * (1 - weight) + values[upper] * weight;
  }

  private static void sortNanFirst(double[] values, int length) {
    int nans = 0;
    for (int i = 0; i < length; i++) {
      if (Double.isNaN(values[i])) {
        values[i] = values[nans];
        values[nans++] = Double.NaN;
      }
    }
    Arrays.sort(values, nans, length);
  }
}
