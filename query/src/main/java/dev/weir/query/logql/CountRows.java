package dev.weir.query.logql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.QueryContext;
import java.util.ArrayList;
import java.util.List;

/// Whole numbers per series and evaluation, kept as differences from one evaluation to the next: a
/// line that lies in many overlapping windows changes two of them. Exact. One thread.
final class CountRows {
  private final QueryContext context;
  private final int steps;
  private final List<long[]> changes = new ArrayList<>();
  private final List<long[]> lines = new ArrayList<>();
  private final boolean countsLines;

  /// `isBytes` when what is added are bytes, so that an empty line still makes a value.
  CountRows(QueryContext context, int steps, boolean isBytes) {
    this.context = context;
    this.steps = steps;
    this.countsLines = isBytes;
  }

  /// Makes room for series `index`, which is at most one more than there were.
  void reach(int index) {
    if (index == changes.size()) {
      context.chargeMemory((countsLines ? 2L : 1L) * Long.BYTES * (steps + 1));
      changes.add(new long[steps + 1]);
      if (countsLines) {
        lines.add(new long[steps + 1]);
      }
    }
  }

  /// Adds `amount` of `count` lines to evaluations `first` to `last` of a series.
  void add(int series, int first, int last, long amount, long count) {
    long[] row = changes.get(series);
    row[first] += amount;
    row[last + 1] -= amount;
    if (countsLines) {
      long[] counts = lines.get(series);
      counts[first] += count;
      counts[last + 1] -= count;
    }
  }

  int count() {
    return changes.size();
  }

  /// The row of a series, each number divided by `divisor`; absent where there was no line.
  double[] row(int series, double divisor) {
    long[] row = changes.get(series);
    long[] counts = countsLines ? lines.get(series) : row;
    var out = new double[steps];
    long sum = 0;
    long present = 0;
    for (int step = 0; step < steps; step++) {
      sum += row[step];
      present += counts[step];
      out[step] = present == 0 ? Absent.VALUE : sum / divisor;
    }
    return out;
  }
}
