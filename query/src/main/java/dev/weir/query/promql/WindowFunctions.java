package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.Kahan;
import dev.weir.query.engine.QueryException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The functions over range vectors, by name. Each follows Prometheus 3's loop, compensated sums
/// included, so that results agree to the last bits.
final class WindowFunctions {
  private static final Map<String, Supplier<WindowFunction>> BY_NAME =
      Map.ofEntries(
          Map.entry("rate", () -> new ExtrapolatedChange(true, true)),
          Map.entry("increase", () -> new ExtrapolatedChange(true, false)),
          Map.entry("delta", () -> new ExtrapolatedChange(false, false)),
          Map.entry("irate", () -> w -> lastChange(w, true)),
          Map.entry("idelta", () -> w -> lastChange(w, false)),
          Map.entry("resets", () -> WindowFunctions::resets),
          Map.entry("changes", () -> WindowFunctions::changes),
          Map.entry("deriv", () -> new Regression(false)),
          Map.entry("predict_linear", () -> new Regression(true)),
          Map.entry("double_exponential_smoothing", () -> WindowFunctions::smooth),
          Map.entry("holt_winters", () -> WindowFunctions::smooth),
          Map.entry("sum_over_time", () -> WindowFunctions::sum),
          Map.entry("avg_over_time", () -> WindowFunctions::average),
          Map.entry("min_over_time", () -> w -> w.values[extreme(w, -1, false)]),
          Map.entry("max_over_time", () -> w -> w.values[extreme(w, 1, false)]),
          Map.entry("count_over_time", () -> Window::count),
          Map.entry("last_over_time", () -> w -> w.values[w.to - 1]),
          Map.entry("first_over_time", () -> w -> w.values[w.from]),
          Map.entry("present_over_time", () -> w -> 1),
          Map.entry("absent_over_time", () -> w -> 1),
          Map.entry("stdvar_over_time", () -> WindowFunctions::variance),
          Map.entry("stddev_over_time", () -> w -> Math.sqrt(variance(w))),
          Map.entry("quantile_over_time", QuantileOverTime::new),
          Map.entry("mad_over_time", MadOverTime::new),
          Map.entry("ts_of_first_over_time", () -> w -> w.times[w.from] / 1000.0),
          Map.entry("ts_of_last_over_time", () -> w -> w.times[w.to - 1] / 1000.0),
          Map.entry("ts_of_min_over_time", () -> w -> w.times[extreme(w, -1, true)] / 1000.0),
          Map.entry("ts_of_max_over_time", () -> w -> w.times[extreme(w, 1, true)] / 1000.0));

  private WindowFunctions() {}

  /// Makes the function called `name`, one for each thread; null when there is none.
  static @Nullable Supplier<WindowFunction> find(String name) {
    return BY_NAME.get(name);
  }

  private static double lastChange(Window w, boolean perSecondOfCounter) {
    if (w.count() < 2) {
      return Absent.VALUE;
    }
    double last = w.values[w.to - 1];
    double previous = w.values[w.to - 2];
    if (!perSecondOfCounter) {
      return last - previous;
    }
    double change = last < previous ? last : last - previous; // after a reset: since zero
    return change / ((w.times[w.to - 1] - w.times[w.to - 2]) / 1000.0);
  }

  private static double resets(Window w) {
    int count = 0;
    for (int i = w.from + 1; i < w.to; i++) {
      if (w.values[i] < w.values[i - 1]) {
        count++;
      }
    }
    return count;
  }

  private static double changes(Window w) {
    int count = 0;
    for (int i = w.from + 1; i < w.to; i++) {
      double now = w.values[i];
      double before = w.values[i - 1];
      if (now != before && !(Double.isNaN(now) && Double.isNaN(before))) {
        count++;
      }
    }
    return count;
  }

  private static double sum(Window w) {
    double sum = 0;
    double compensation = 0;
    for (int i = w.from; i < w.to; i++) {
      compensation = Kahan.compensation(w.values[i], sum, compensation);
      sum += w.values[i];
    }
    return Kahan.value(sum, compensation);
  }

  private static double average(Window w) {
    double sum = w.values[w.from];
    double compensation = 0;
    for (int i = w.from + 1; i < w.to; i++) {
      double next = Kahan.compensation(w.values[i], sum, compensation);
      double total = sum + w.values[i];
      if (Double.isInfinite(total)) {
        return incrementalAverage(w, i, sum, compensation);
      }
      compensation = next;
      sum = total;
    }
    int count = w.count();
    return sum / count + compensation / count;
  }

  /// Goes on from sample `at`, where the sum would overflow, with the mean itself.
  private static double incrementalAverage(Window w, int at, double sum, double compensation) {
    double count = at - w.from;
    double mean = sum / count;
    double c = compensation / count;
    for (int i = at; i < w.to; i++) {
      count = i - w.from + 1;
      double q = (count - 1) / count;
      double term = w.values[i] / count;
      double scaled = q * mean;
      c = Kahan.compensation(term, scaled, q * c);
      mean = scaled + term;
    }
    return mean + c;
  }

  /// Index of the smallest (`sign` -1) or largest (1) sample; of equal ones the first or the last.
  private static int extreme(Window w, int sign, boolean last) {
    int best = w.from;
    for (int i = w.from + 1; i < w.to; i++) {
      double candidate = sign * w.values[i];
      double current = sign * w.values[best];
      if (candidate > current || Double.isNaN(current) || (last && candidate == current)) {
        best = i;
      }
    }
    return best;
  }

  private static double variance(Window w) {
    double count = 0;
    double mean = 0;
    double meanC = 0;
    double square = 0;
    double squareC = 0;
    for (int i = w.from; i < w.to; i++) {
      double value = w.values[i];
      count++;
      double delta = value - (mean + meanC);
      double step = delta / count;
      meanC = Kahan.compensation(step, mean, meanC);
      mean += step;
      double term = delta * (value - (mean + meanC));
      squareC = Kahan.compensation(term, square, squareC);
      square += term;
    }
    return (square + squareC) / count;
  }

  /// Holt's double exponential smoothing.
  private static double smooth(Window w) {
    double smoothing = w.first;
    double trend = w.second;
    if (!(smoothing > 0 && smoothing < 1)) {
      throw QueryException.execution(
          String.format(
              Locale.ROOT, "invalid smoothing factor. Expected: 0 < sf < 1, got: %f", smoothing));
    }
    if (!(trend > 0 && trend < 1)) {
      throw QueryException.execution(
          String.format(Locale.ROOT, "invalid trend factor. Expected: 0 < tf < 1, got: %f", trend));
    }
    if (w.count() < 2) {
      return Absent.VALUE;
    }
    double before = 0;
    double level = w.values[w.from];
    double slope = w.values[w.from + 1] - level;
    for (int i = w.from + 1; i < w.to; i++) {
      if (i > w.from + 1) {
        slope = trend * (level - before) + (1 - trend) * slope;
      }
      double next = smoothing * w.values[i] + (1 - smoothing) * (level + slope);
      before = level;
      level = next;
    }
    return level;
  }

  /// `deriv` and `predict_linear`: a least-squares line.
  private static final class Regression implements WindowFunction {
    private final boolean predicts;
    private final Kahan x = new Kahan();
    private final Kahan y = new Kahan();
    private final Kahan xy = new Kahan();
    private final Kahan xx = new Kahan();

    Regression(boolean predicts) {
      this.predicts = predicts;
    }

    @Override
    public double apply(Window w) {
      int n = w.count();
      if (n < 2) {
        return Absent.VALUE;
      }
      double initial = w.values[w.from];
      boolean isConstant = true;
      for (int i = w.from + 1; i < w.to && isConstant; i++) {
        isConstant = w.values[i] == initial;
      }
      if (isConstant) {
        return Double.isInfinite(initial) ? Double.NaN : predicts ? initial : 0;
      }
      sumUp(w, predicts ? w.evalMs : w.times[w.from]);
      double sumX = x.value();
      double sumY = y.value();
      double slope = (xy.value() - sumX * sumY / n) / (xx.value() - sumX * sumX / n);
      return predicts ? slope * w.first + (sumY / n - slope * sumX / n) : slope;
    }

    private void sumUp(Window w, long originMs) {
      x.reset();
      y.reset();
      xy.reset();
      xx.reset();
      for (int i = w.from; i < w.to; i++) {
        double seconds = (w.times[i] - originMs) / 1000.0;
        double value = w.values[i];
        x.add(seconds);
        y.add(value);
        xy.add(seconds * value);
        xx.add(seconds * seconds);
      }
    }
  }

  private static final class QuantileOverTime implements WindowFunction {
    private double[] sorted = new double[64];

    @Override
    public double apply(Window w) {
      sorted = copy(w, sorted);
      return Quantiles.of(w.first, sorted, w.count());
    }
  }

  private static final class MadOverTime implements WindowFunction {
    private double[] sorted = new double[64];

    @Override
    public double apply(Window w) {
      sorted = copy(w, sorted);
      double median = Quantiles.of(0.5, sorted, w.count());
      for (int i = 0; i < w.count(); i++) {
        sorted[i] = Math.abs(w.values[w.from + i] - median);
      }
      return Quantiles.of(0.5, sorted, w.count());
    }
  }

  private static double[] copy(Window w, double[] into) {
    double[] target =
        into.length >= w.count() ? into : Arrays.copyOf(into, Math.max(w.count(), into.length * 2));
    System.arraycopy(w.values, w.from, target, 0, w.count());
    return target;
  }
}
