package dev.weir.ingest.statsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arithmetic of a timer's flush, as `lib/process_metrics.js` of the reference daemon does it,
/// down to the order of additions. Gives a row of values beside the names in [#suffixes()]; NaN
/// stands for what is not emitted. One thread; buffers are reused.
final class TimerStatistics {
  /// Positions in the row that an idle timer emits, too.
  static final int COUNT = 0;

  static final int COUNT_PS = 1;

  private static final int FIXED = 9;

  private final double[] thresholds;
  private final List<StatsdSettings.TimerHistogram> histograms;
  private final String[] suffixes;
  private final double[] row;
  private double[] sums = new double[64];
  private double[] squares = new double[64];

  TimerStatistics(StatsdSettings settings) {
    thresholds = settings.percentThresholds().stream().mapToDouble(p -> p).toArray();
    histograms = settings.histograms();
    suffixes = names();
    row = new double[suffixes.length];
  }

  private String[] names() {
    var names = new ArrayList<String>();
    names.addAll(
        List.of(
            "count", "count_ps", "std", "upper", "lower", "sum", "sum_squares", "mean", "median"));
    assert names.size() == FIXED;
    for (double p : thresholds) {
      String percent = number(p).replaceFirst("\\.", "_").replaceFirst("-", "top");
      names.add("count_" + percent);
      names.add("mean_" + percent);
      names.add((p > 0 ? "upper_" : "lower_") + percent);
      names.add("sum_" + percent);
      names.add("sum_squares_" + percent);
    }
    for (StatsdSettings.TimerHistogram histogram : histograms) {
      for (double bound : histogram.bounds()) {
        names.add("histogram.bin_" + number(bound).replaceFirst("\\.", "_"));
      }
    }
    return names.toArray(String[]::new);
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return "inf";
    }
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /// What follows `stats.timers.K.` for each position of the row.
  String[] suffixes() {
    return suffixes;
  }

  /// Computes the row for a timer with values.
  double[] compute(TimerSlots timers, int slot, double intervalSeconds) {
    Arrays.fill(row, Double.NaN);
    row[COUNT] = timers.weight(slot);
    row[COUNT_PS] = timers.weight(slot) / intervalSeconds;
    TimerSketch sketch = timers.findSketch(slot);
    if (sketch == null) {
      exact(timers.values(slot), (int) timers.count(slot));
    } else {
      sketched(sketch);
    }
    bins(timers, slot, sketch);
    return row;
  }

  private void exact(double[] values, int count) {
    Arrays.sort(values, 0, count);
    if (sums.length < count) {
      sums = new double[values.length];
      squares = new double[values.length];
    }
    sums[0] = values[0];
    squares[0] = values[0] * values[0];
    for (int i = 1; i < count; i++) {
      sums[i] = values[i] + sums[i - 1];
      squares[i] = values[i] * values[i] + squares[i - 1];
    }
    for (int t = 0; t < thresholds.length; t++) {
      threshold(t, values, count);
    }
    double mean = sums[count - 1] / count;
    double squaredDeviations = 0;
    for (int i = 0; i < count; i++) {
      squaredDeviations += (values[i] - mean) * (values[i] - mean);
    }
    int middle = count / 2;
    double median = (count & 1) == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    double deviation = Math.sqrt(squaredDeviations / count);
    whole(deviation, values[count - 1], values[0], sums[count - 1], squares[count - 1]);
    row[7] = mean;
    row[8] = median;
  }

  private void whole(double deviation, double max, double min, double sum, double sumSquares) {
    row[2] = deviation;
    row[3] = max;
    row[4] = min;
    row[5] = sum;
    row[6] = sumSquares;
  }

  private void threshold(int index, double[] values, int count) {
    double p = thresholds[index];
    int within = within(p, count);
    if (within == 0) {
      return;
    }
    if (p > 0) {
      part(index, within, values[within - 1], sums[within - 1], squares[within - 1]);
    } else {
      int below = count - within;
      double sum = sums[count - 1] - (below == 0 ? 0 : sums[below - 1]);
      double sumSquares = squares[count - 1] - (below == 0 ? 0 : squares[below - 1]);
      part(index, within, values[below], sum, sumSquares);
    }
  }

  private void part(int index, long count, double boundary, double sum, double sumSquares) {
    int at = FIXED + index * 5;
    row[at] = count;
    row[at + 1] = sum / count;
    row[at + 2] = boundary;
    row[at + 3] = sum;
    row[at + 4] = sumSquares;
  }

  /// How many of `count` values a threshold takes in; 0 means that nothing is emitted for it.
  private static int within(double p, int count) {
    return count == 1 ? 1 : (int) Math.min(count, Math.floor(Math.abs(p) / 100 * count + 0.5));
  }

  private void sketched(TimerSketch sketch) {
    int count = (int) Math.min(Integer.MAX_VALUE, sketch.count());
    for (int t = 0; t < thresholds.length; t++) {
      double p = thresholds[t];
      int within = within(p, count);
      if (within > 0) {
        boolean isLowest = p > 0;
        var ranks = sketch.ranks(isLowest ? 1 : count - within + 1L, isLowest ? within : count);
        part(t, within, isLowest ? ranks.high() : ranks.low(), ranks.sum(), ranks.sumSquares());
      }
    }
    whole(sketch.deviation(), sketch.max(), sketch.min(), sketch.sum(), sketch.sumSquares());
    row[7] = sketch.sum() / sketch.count();
    var middle = sketch.ranks((count + 1L) / 2, count / 2 + 1L);
    row[8] = (middle.low() + middle.high()) / 2;
  }

  private void bins(TimerSlots timers, int slot, @Nullable TimerSketch sketch) {
    int at = FIXED + thresholds.length * 5;
    for (StatsdSettings.TimerHistogram histogram : histograms) {
      if (timers.name(slot).contains(histogram.metric())) {
        long before = 0;
        for (double bound : histogram.bounds()) {
          long below =
              sketch == null
                  ? countBelow(timers.values(slot), (int) timers.count(slot), bound)
                  : sketch.countBelow(bound);
          row[at++] = Math.max(0, below - before);
          before = Math.max(before, below);
        }
        return; // the first that fits
      }
      at += histogram.bounds().size();
    }
  }

  /// Values below `bound`; an infinite bound takes all.
  private static int countBelow(double[] sorted, int count, double bound) {
    if (bound == Double.POSITIVE_INFINITY) {
      return count;
    }
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
