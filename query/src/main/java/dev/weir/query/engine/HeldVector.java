package dev.weir.query.engine;

import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A vector whose rows are in memory. Rows and labels may be changed by the one who holds it.
public final class HeldVector implements SeriesVector {
  private final Steps steps;
  private final List<Labels> labels;
  private final List<double[]> rows;

  public HeldVector(Steps steps) {
    this(steps, new ArrayList<>(), new ArrayList<>());
  }

  public HeldVector(Steps steps, List<Labels> labels, List<double[]> rows) {
    assert labels.size() == rows.size() : labels.size();
    this.steps = steps;
    this.labels = labels;
    this.rows = rows;
  }

  /// Adds a series; `row` is kept.
  public void add(Labels series, double[] row) {
    assert row.length == steps.count() : row.length;
    labels.add(series);
    rows.add(row);
  }

  /// A row of absent values.
  public static double[] absentRow(Steps steps) {
    var row = new double[steps.count()];
    Arrays.fill(row, Absent.VALUE);
    return row;
  }

  @Override
  public Steps steps() {
    return steps;
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public Labels labels(int index) {
    return labels.get(index);
  }

  /// The row itself, not a copy.
  public double[] row(int index) {
    return rows.get(index);
  }

  @Override
  public Supplier<RowKernel> kernels() {
    return () -> (index, out) -> System.arraycopy(rows.get(index), 0, out, 0, out.length);
  }

  @Override
  public void forEachRow(RowReceiver receiver) {
    for (int i = 0; i < rows.size(); i++) {
      receiver.accept(i, rows.get(i));
    }
  }

  @Override
  public HeldVector hold() {
    return this;
  }

  @Override
  public HeldVector mapRows(RowChange change) {
    rows.forEach(change::apply);
    return this;
  }

  @Override
  public HeldVector mapLabels(UnaryOperator<Labels> change) {
    labels.replaceAll(change);
    return this;
  }

  /// True when some step of series `index` has a value.
  public boolean hasValues(int index) {
    return !Absent.all(rows.get(index));
  }

  /// Makes one series of those with equal labels. Returns the labels of two that have a value at
  /// the same step, which cannot be merged; null when all went well.
  public @Nullable Labels mergeEqualLabels() {
    var seen = new HashMap<Labels, Integer>(rows.size() * 2);
    int kept = 0;
    for (int i = 0; i < rows.size(); i++) {
      Labels series = labels.get(i);
      Integer first = seen.putIfAbsent(series, kept);
      if (first == null) {
        labels.set(kept, series);
        rows.set(kept++, rows.get(i));
      } else if (!mergeInto(rows.get(first), rows.get(i))) {
        return series;
      }
    }
    labels.subList(kept, labels.size()).clear();
    rows.subList(kept, rows.size()).clear();
    return null;
  }

  private static boolean mergeInto(double[] target, double[] source) {
    for (int step = 0; step < target.length; step++) {
      if (!Absent.is(source[step])) {
        if (!Absent.is(target[step])) {
          return false;
        }
        target[step] = source[step];
      }
    }
    return true;
  }

  /// The same series in another order.
  public HeldVector reordered(int[] order) {
    var result =
        new HeldVector(steps, new ArrayList<>(order.length), new ArrayList<>(order.length));
    for (int index : order) {
      result.add(labels.get(index), rows.get(index));
    }
    return result;
  }
}
