package dev.weir.query.graphite;

import java.util.Arrays;
import java.util.Locale;

/// Graphite's aggregation functions over a run of values, `NaN` meaning "no value".
enum Consolidation {
  AVERAGE,
  AVG_ZERO,
  MEDIAN,
  SUM,
  MIN,
  MAX,
  DIFF,
  STDDEV,
  COUNT,
  RANGE,
  MULTIPLY,
  LAST,
  FIRST;

  /// The function a target names; throws [GraphiteException] for an unknown one.
  static Consolidation of(String name) {
    return switch (name.toLowerCase(Locale.ROOT).replaceAll("series$", "")) {
      case "average", "avg" -> AVERAGE;
      case "avg_zero" -> AVG_ZERO;
      case "median" -> MEDIAN;
      case "sum", "total" -> SUM;
      case "min" -> MIN;
      case "max" -> MAX;
      case "diff" -> DIFF;
      case "stddev" -> STDDEV;
      case "count" -> COUNT;
      case "range", "rangeof" -> RANGE;
      case "multiply" -> MULTIPLY;
      case "last", "current" -> LAST;
      case "first" -> FIRST;
      default -> throw new GraphiteException("Unsupported aggregation function: " + name);
    };
  }

  /// The value for `values[from, to)`, or `NaN` when none is there or fewer than `xFilesFactor` of
  /// them.
  double apply(double[] values, int from, int to, double xFilesFactor) {
    int present = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        present++;
      }
    }
    if (present == 0 || (double) present / (to - from) < xFilesFactor) {
      return Double.NaN;
    }
    return switch (this) {
      case AVERAGE -> sum(values, from, to) / present;
      case AVG_ZERO -> sum(values, from, to) / (to - from);
      case SUM -> sum(values, from, to);
      case COUNT -> present;
      case MEDIAN -> median(present(values, from, to, present));
      case STDDEV -> stddev(present(values, from, to, present));
      default -> fold(present(values, from, to, present));
    };
  }

  private double fold(double[] present) {
    double result = present[0];
    double min = result;
    double max = result;
    for (int i = 1; i < present.length; i++) {
      double v = present[i];
      min = Math.min(min, v);
      max = Math.max(max, v);
      result =
          switch (this) {
            case DIFF -> result - v;
            case MULTIPLY -> result * v;
            case LAST -> v;
            default -> result;
          };
    }
    return switch (this) {
      case MIN -> min;
      case MAX -> max;
      case RANGE -> max - min;
      default -> result;
    };
  }

  private static double sum(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        sum += values[i];
      }
    }
    return sum;
  }

  private static double[] present(double[] values, int from, int to, int count) {
    double[] present = new double[count];
    int at = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        present[at++] = values[i];
      }
    }
    return present;
  }

  private static double median(double[] present) {
    Arrays.sort(present);
    int middle = present.length / 2;
    return (present.length & 1) == 1
        ? present[middle]
        : (present[middle - 1] + present[middle]) / 2;
  }

  private static double stddev(double[] present) {
    double mean = sum(present, 0, present.length) / present.length;
    double squares = 0;
    for (double v : present) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / present.length);
  }

  /// The name results are given: `sum` in `sumSeries(...)`.
  String word() {
    return switch (this) {
      case RANGE -> "range";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }
}
