package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import java.util.Arrays;

/// `rate`, `increase` and `delta`: the change over a window, extrapolated to its edges.
///
/// The extrapolation follows Prometheus 3 (`promql/functions.go`, `extrapolatedRate`) step by step:
/// if the first or last sample is no farther from the window's edge than 1.1 times the average
/// distance between samples, the change is extrapolated all the way to that edge, else by half that
/// distance; and a counter is never extrapolated below zero.
///
/// Resets of a counter are found once per series; a window then only visits the resets inside it,
/// so overlapping windows cost O(1) each while the sum is formed in the same order as Prometheus'
/// loop.
final class ExtrapolatedChange implements WindowFunction {
  private final boolean isCounter;
  private final boolean perSecond;
  private int[] resets = new int[16]; // indexes of samples smaller than the one before
  private int resetCount;
  private int firstReset; // the first reset that may lie in the window

  ExtrapolatedChange(boolean isCounter, boolean perSecond) {
    this.isCounter = isCounter;
    this.perSecond = perSecond;
  }

  @Override
  public void prepare(Window series) {
    resetCount = 0;
    firstReset = 0;
    if (!isCounter) {
      return;
    }
    double[] values = series.values;
    for (int i = 1; i < series.length; i++) {
      if (values[i] < values[i - 1]) {
        if (resetCount == resets.length) {
          resets = Arrays.copyOf(resets, resetCount * 2);
        }
        resets[resetCount++] = i;
      }
    }
  }

  @Override
  public double apply(Window w) {
    int intervals = w.count() - 1;
    if (intervals < 1) {
      return Absent.VALUE;
    }
    double first = w.values[w.from];
    double change = w.values[w.to - 1] - first;
    if (isCounter) {
      change = addResets(w, change);
    }
    return change * factor(w, intervals, first, change);
  }

  private double addResets(Window w, double change) {
    while (firstReset < resetCount && resets[firstReset] <= w.from) {
      firstReset++;
    }
    double total = change;
    for (int i = firstReset; i < resetCount && resets[i] < w.to; i++) {
      total += w.values[resets[i] - 1];
    }
    return total;
  }

  private double factor(Window w, int intervals, double first, double change) {
    long firstMs = w.times[w.from];
    long lastMs = w.times[w.to - 1];
    double toStart = (firstMs - w.startMs) / 1000.0;
    double toEnd = (w.endMs - lastMs) / 1000.0;
    double sampled = (lastMs - firstMs) / 1000.0;
    double average = sampled / intervals;
    double threshold = average * 1.1;
    if (toStart >= threshold) {
      toStart = average / 2;
    }
    if (isCounter && change > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / change));
    }
    if (toEnd >= threshold) {
      toEnd = average / 2;
    }
    double factor = (sampled + toStart + toEnd) / sampled;
    return perSecond ? factor / ((w.endMs - w.startMs) / 1000.0) : factor;
  }
}
