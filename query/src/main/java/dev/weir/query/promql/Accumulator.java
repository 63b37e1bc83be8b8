package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.Kahan;
import dev.weir.query.promql.ast.AggregateOp;
import java.util.Arrays;

/// Adds up rows of one group, step by step. One thread.
abstract class Accumulator {
  /// The result so far; absent where no row had a value.
  final double[] result;

  private Accumulator(int steps) {
    result = new double[steps];
    Arrays.fill(result, Absent.VALUE);
  }

  /// Takes in one row.
  abstract void add(double[] row);

  /// The finished row. Called once.
  abstract double[] finish();

  /// An accumulator for an operator that can be computed from rows in passing.
  static Accumulator of(AggregateOp op, int steps) {
    return switch (op) {
      case SUM -> new Sum(steps);
      case AVG -> new Average(steps);
      case COUNT -> new Count(steps, false);
      case GROUP -> new Count(steps, true);
      case MIN -> new Extreme(steps, -1);
      case MAX -> new Extreme(steps, 1);
      case STDVAR -> new Variance(steps, false);
      case STDDEV -> new Variance(steps, true);
      case TOPK, BOTTOMK, QUANTILE, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
          throw new IllegalStateException("BUG: needs all rows: " + op);
    };
  }

  private static final class Sum extends Accumulator {
    private final double[] compensation;

    Sum(int steps) {
      super(steps);
      compensation = new double[steps];
    }

    @Override
    void add(double[] row) {
      for (int i = 0; i < row.length; i++) {
        double value = row[i];
        if (Absent.is(value)) {
          continue;
        }
        double sum = result[i];
        if (Absent.is(sum)) {
          result[i] = value;
        } else {
          compensation[i] = Kahan.compensation(value, sum, compensation[i]);
          result[i] = sum + value;
        }
      }
    }

    @Override
    double[] finish() {
      for (int i = 0; i < result.length; i++) {
        if (!Absent.is(result[i])) {
          result[i] = Kahan.value(result[i], compensation[i]);
        }
      }
      return result;
    }
  }

  /// A compensated sum divided by the count; where the sum would overflow, the mean itself is
  /// carried on, marked by a negative count.
  private static final class Average extends Accumulator {
    private final double[] compensation;
    private final double[] count;

    Average(int steps) {
      super(steps);
      compensation = new double[steps];
      count = new double[steps];
    }

    @Override
    void add(double[] row) {
      for (int i = 0; i < row.length; i++) {
        double value = row[i];
        if (Absent.is(value)) {
          continue;
        }
        if (count[i] == 0) {
          count[i] = 1;
          result[i] = value;
        } else if (count[i] < 0) {
          addToMean(i, value);
        } else {
          addToSum(i, value);
        }
      }
    }

    private void addToSum(int i, double value) {
      double total = result[i] + value;
      if (Double.isInfinite(total)) {
        result[i] /= count[i];
        compensation[i] /= count[i];
        count[i] = -count[i];
        addToMean(i, value);
        return;
      }
      compensation[i] = Kahan.compensation(value, result[i], compensation[i]);
      result[i] = total;
      count[i]++;
    }

    private void addToMean(int i, double value) {
      count[i]--;
      double n = -count[i];
      double q = (n - 1) / n;
      double scaled = q * result[i];
      double term = value / n;
      compensation[i] = Kahan.compensation(term, scaled, q * compensation[i]);
      result[i] = scaled + term;
    }

    @Override
    double[] finish() {
      for (int i = 0; i < result.length; i++) {
        if (count[i] > 0) {
          result[i] = result[i] / count[i] + compensation[i] / count[i];
        } else if (count[i] < 0) {
          result[i] += compensation[i];
        }
      }
      return result;
    }
  }

  private static final class Count extends Accumulator {
    private final boolean onlyPresence;

    Count(int steps, boolean onlyPresence) {
      super(steps);
      this.onlyPresence = onlyPresence;
    }

    @Override
    void add(double[] row) {
      for (int i = 0; i < row.length; i++) {
        if (!Absent.is(row[i])) {
          result[i] = Absent.is(result[i]) || onlyPresence ? 1 : result[i] + 1;
        }
      }
    }

    @Override
    double[] finish() {
      return result;
    }
  }

  /// Smallest or largest; NaN only when there is nothing else.
  private static final class Extreme extends Accumulator {
    private final int sign;

    Extreme(int steps, int sign) {
      super(steps);
      this.sign = sign;
    }

    @Override
    void add(double[] row) {
      for (int i = 0; i < row.length; i++) {
        double value = row[i];
        double best = result[i];
        if (!Absent.is(value) && (Double.isNaN(best) || sign * value > sign * best)) {
          result[i] = value;
        }
      }
    }

    @Override
    double[] finish() {
      return result;
    }
  }

  /// Welford's method. Source: Knuth, TAOCP 2, 4.2.2.
  private static final class Variance extends Accumulator {
    private final boolean root;
    private final double[] mean;
    private final double[] count;

    Variance(int steps, boolean root) {
      super(steps);
      this.root = root;
      mean = new double[steps];
      count = new double[steps];
    }

    @Override
    void add(double[] row) {
      for (int i = 0; i < row.length; i++) {
        double value = row[i];
        if (Absent.is(value)) {
          continue;
        }
        if (count[i]++ == 0) {
          mean[i] = value;
          result[i] = Double.isFinite(value) ? 0 : Double.NaN;
        } else {
          double delta = value - mean[i];
          mean[i] += delta / count[i];
          result[i] += delta * (value - mean[i]);
        }
      }
    }

    @Override
    double[] finish() {
      for (int i = 0; i < result.length; i++) {
        if (count[i] > 0) {
          double variance = result[i] / count[i];
          result[i] = root ? Math.sqrt(variance) : variance;
        }
      }
      return result;
    }
  }
}
