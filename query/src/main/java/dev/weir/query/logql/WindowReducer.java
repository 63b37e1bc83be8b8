package dev.weir.query.logql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.promql.VectorOperators;

/// Makes a row of the unwrapped values of one series: for each evaluation the function of the
/// values in its window. Sums are plain, in order of time, as Loki has them. One thread.
final class WindowReducer {
  private final RangeAggregation aggregation;
  private final TimeGrid grid;
  private final double rangeSeconds;
  private double[] scratch = new double[64];

  WindowReducer(RangeAggregation aggregation, TimeGrid grid) {
    this.aggregation = aggregation;
    this.grid = grid;
    this.rangeSeconds = aggregation.rangeNs() / 1e9;
  }

  double[] row(EventColumns events, QueryContext context) {
    events.sort();
    var out = new double[grid.count()];
    int from = 0;
    int to = 0;
    for (int step = 0; step < out.length; step++) {
      long end = grid.timeNs(step);
      while (to < events.length() && events.time(to) <= end) {
        to++;
      }
      while (from < to && events.time(from) <= end - aggregation.rangeNs()) {
        from++;
      }
      out[step] = from == to ? Absent.VALUE : reduce(events.values(), from, to);
      if ((step & 63) == 0) {
        context.check();
      }
    }
    return out;
  }

  private double reduce(double[] values, int from, int to) {
    return switch (aggregation.function()) {
      case SUM_OVER_TIME -> sum(values, from, to);
      case RATE -> sum(values, from, to) / rangeSeconds;
      case RATE_COUNTER -> increase(values, from, to) / rangeSeconds;
      case AVG_OVER_TIME -> average(values, from, to);
      case MIN_OVER_TIME -> extreme(values, from, to, -1);
      case MAX_OVER_TIME -> extreme(values, from, to, 1);
      case STDVAR_OVER_TIME -> variance(values, from, to);
      case STDDEV_OVER_TIME -> Math.sqrt(variance(values, from, to));
      case QUANTILE_OVER_TIME -> quantile(values, from, to);
      case FIRST_OVER_TIME -> values[from];
      case LAST_OVER_TIME -> values[to - 1];
      case COUNT_OVER_TIME, BYTES_RATE, BYTES_OVER_TIME, ABSENT_OVER_TIME ->
          throw new IllegalStateException("BUG: counts lines: " + aggregation.function());
    };
  }

  private static double sum(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  /// How much a counter grew, counting on through resets; 0 for a single value. Loki extrapolates
  /// by a factor that differs from 1 by the range's milliseconds over the span's nanoseconds, which
  /// is left out.
  private static double increase(double[] values, int from, int to) {
    double change = values[to - 1] - values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] < values[i - 1]) {
        change += values[i - 1];
      }
    }
    return change;
  }

  /// The running mean, which does not overflow.
  private static double average(double[] values, int from, int to) {
    double mean = 0;
    double count = 0;
    for (int i = from; i < to; i++) {
      count++;
      if (Double.isInfinite(mean) && !Double.isNaN(values[i]) && values[i] != -mean) {
        continue; // stays infinite
      }
      mean += values[i] / count - mean / count;
    }
    return mean;
  }

  /// Smallest or largest; NaN only when there is nothing else.
  private static double extreme(double[] values, int from, int to, int sign) {
    double best = values[from];
    for (int i = from + 1; i < to; i++) {
      if (Double.isNaN(best) || sign * values[i] > sign * best) {
        best = values[i];
      }
    }
    return best;
  }

  /// Welford's method. Source: Knuth, TAOCP 2, 4.2.2.
  private static double variance(double[] values, int from, int to) {
    double mean = 0;
    double squares = 0;
    double count = 0;
    for (int i = from; i < to; i++) {
      count++;
      double delta = values[i] - mean;
      mean += delta / count;
      squares += delta * (values[i] - mean);
    }
    return squares / count;
  }

  private double quantile(double[] values, int from, int to) {
    int length = to - from;
    if (scratch.length < length) {
      scratch = new double[Math.max(length, scratch.length * 2)];
    }
    System.arraycopy(values, from, scratch, 0, length);
    return VectorOperators.quantile(aggregation.parameter(), scratch, length);
  }
}
