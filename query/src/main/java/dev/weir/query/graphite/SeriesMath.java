package dev.weir.query.graphite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Arithmetic over several series that functions share.
final class SeriesMath {
  /// No value.
  static final double NONE = Double.NaN;

  private SeriesMath() {}

  /// All on the least common multiple of their steps, from the earliest start, each consolidated by
  /// its own function.
  static List<GraphiteSeries> normalize(List<GraphiteSeries> series) {
    if (series.size() < 2) {
      return series;
    }
    long step = series.getFirst().step();
    boolean same = true;
    for (GraphiteSeries one : series) {
      same &= one.step() == series.getFirst().step() && one.start() == series.getFirst().start();
      step = step / gcd(step, one.step()) * one.step();
      if (step > 366L * 86_400) {
        throw new GraphiteException("steps have no common multiple below a year");
      }
    }
    if (same) {
      return series;
    }
    long start = Long.MAX_VALUE;
    for (GraphiteSeries one : series) {
      start = Math.min(start, one.start());
    }
    var out = new ArrayList<GraphiteSeries>(series.size());
    for (GraphiteSeries one : series) {
      out.add(aligned(one.consolidate((int) (step / one.step()), 0), start));
    }
    return out;
  }

  /// Moves the first value to the index that `start` gives it.
  private static GraphiteSeries aligned(GraphiteSeries series, long start) {
    int shift = (int) ((series.start() - start) / series.step());
    if (shift <= 0) {
      return series.at(start, series.step(), series.values());
    }
    double[] values = new double[series.values().length + shift];
    Arrays.fill(values, 0, shift, NONE);
    System.arraycopy(series.values(), 0, values, shift, series.values().length);
    return series.at(start, series.step(), values);
  }

  static int longest(List<GraphiteSeries> series) {
    int length = 0;
    for (GraphiteSeries one : series) {
      length = Math.max(length, one.values().length);
    }
    return length;
  }

  /// The values of all series at `index`.
  static void row(List<GraphiteSeries> series, int index, double[] row) {
    for (int s = 0; s < row.length; s++) {
      double[] values = series.get(s).values();
      row[s] = index < values.length ? values[index] : NONE;
    }
  }

  static SortedMap<String, String> commonTags(List<GraphiteSeries> series) {
    var tags = new TreeMap<>(series.getFirst().tags());
    for (GraphiteSeries one : series) {
      tags.entrySet().removeIf(tag -> !tag.getValue().equals(one.tags().get(tag.getKey())));
    }
    return tags;
  }

  /// The n-th percentile of the values present, `NONE` when there are none: the value at rank
  /// `ceil(n/100 * (count + 1)) - 1`, or interpolated between ranks.
  static double percentile(double[] points, double n, boolean interpolate) {
    double[] sorted = Arrays.stream(points).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return NONE;
    }
    double fractionalRank = n / 100.0 * (sorted.length + 1);
    int rank = (int) fractionalRank;
    double rankFraction = fractionalRank - rank;
    if (!interpolate) {
      rank += (int) Math.ceil(rankFraction);
    }
    double result;
    if (rank == 0) {
      result = sorted[0];
    } else if (rank - 1 >= sorted.length) {
      result = sorted[sorted.length - 1];
    } else {
      result = sorted[rank - 1];
    }
    if (interpolate && rank > 0 && rank < sorted.length) {
      result += rankFraction * (sorted[rank] - result);
    }
    return result;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
