package dev.weir.query.promql;

import java.util.Arrays;

/// The buckets of one classic histogram at one moment: upper bounds, rising, and cumulative counts.
/// Reused; one thread. Source of the rules: Prometheus 3, `promql/quantile.go`.
final class ClassicBuckets {
  /// Counts that differ by no more than this, relatively, differ by rounding only.
  private static final double TOLERANCE = 1e-12;

  private double[] bounds = new double[16];
  private double[] counts = new double[16];
  private int count;
  private boolean forcedMonotonic;

  void clear() {
    count = 0;
    forcedMonotonic = false;
  }

  int count() {
    return count;
  }

  /// True when counts fell with rising bounds and were corrected.
  boolean wasForcedMonotonic() {
    return forcedMonotonic;
  }

  /// Adds the next bucket; one with the same bound as the last is added to it.
  void add(double upperBound, double cumulativeCount) {
    if (count > 0 && bounds[count - 1] == upperBound) {
      counts[count - 1] += cumulativeCount;
      return;
    }
    if (count == bounds.length) {
      bounds = Arrays.copyOf(bounds, count * 2);
      counts = Arrays.copyOf(counts, count * 2);
    }
    bounds[count] = upperBound;
    counts[count++] = cumulativeCount;
  }

  double quantile(double q) {
    if (Double.isNaN(q)) {
      return Double.NaN;
    } else if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    } else if (q > 1) {
      return Double.POSITIVE_INFINITY;
    } else if (bounds[count - 1] != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    repair();
    double observations = counts[count - 1];
    if (count < 2 || observations == 0 || Double.isNaN(observations)) {
      return Double.NaN;
    }
    double rank = q * observations;
    int bucket = 0;
    while (bucket < count - 1 && counts[bucket] < rank) {
      bucket++;
    }
    if (bucket == count - 1) {
      return bounds[count - 2];
    }
    if (bucket == 0 && bounds[0] <= 0) {
      return bounds[0];
    }
    double start = bucket == 0 ? 0 : bounds[bucket - 1];
    double below = bucket == 0 ? 0 : counts[bucket - 1];
    return start + (bounds[bucket] - start) * ((rank - below) / (counts[bucket] - below));
  }

  double fraction(double lower, double upper) {
    if (bounds[count - 1] != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    repair();
    double observations = counts[count - 1];
    if (observations == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    return lower >= upper ? 0 : (rankOf(upper) - rankOf(lower)) / observations;
  }

  /// How many observations are at most `value`, interpolated; buckets of infinite width are not.
  private double rankOf(double value) {
    double below = 0;
    for (int i = 0; i < count; i++) {
      double start =
          i > 0
              ? bounds[i - 1]
              : bounds[0] > 0 && bounds[0] < Double.POSITIVE_INFINITY
                  ? 0
                  : Double.NEGATIVE_INFINITY;
      if (start >= value) {
        return below;
      }
      if (bounds[i] > value) {
        return start == Double.NEGATIVE_INFINITY
            ? counts[i]
            : below + (counts[i] - below) * (value - start) / (bounds[i] - start);
      }
      below = counts[i];
    }
    return counts[count - 1];
  }

  private void repair() {
    double previous = counts[0];
    double max = counts[0];
    for (int i = 1; i < count; i++) {
      double current = counts[i];
      if (current != previous && Math.abs(current - previous) / current <= TOLERANCE) {
        counts[i] = previous;
      } else {
        previous = current;
      }
      if (counts[i] > max) {
        max = counts[i];
      } else if (counts[i] < max) {
        counts[i] = max;
        forcedMonotonic = true;
      }
    }
  }
}
