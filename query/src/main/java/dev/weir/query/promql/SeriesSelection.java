package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.promql.ast.AggregateOp;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// `topk`, `bottomk`, `limitk`, `limit_ratio`: at each step some series of each group stay, labels
/// and all, and the others have nothing there.
final class SeriesSelection {
  private final HeldVector input;
  private final double[][] kept; // by series; null until one of its values stays
  private final int[][] members; // by group, indexes of series
  private final int[] picked; // the best so far, a heap with the worst on top
  private int pickedCount;

  private SeriesSelection(HeldVector input, int[] groupOf, int groups) {
    this.input = input;
    this.kept = new double[input.count()][];
    this.picked = new int[input.count()];
    int[] sizes = new int[groups];
    for (int group : groupOf) {
      sizes[group]++;
    }
    members = new int[groups][];
    for (int group = 0; group < groups; group++) {
      members[group] = new int[sizes[group]];
    }
    int[] next = new int[groups];
    for (int i = 0; i < groupOf.length; i++) {
      members[groupOf[i]][next[groupOf[i]]++] = i;
    }
  }

  /// `values` is the parameter by step; `groupOf` the group of each series.
  static HeldVector select(
      AggregateOp op, double[] values, HeldVector input, int[] groupOf, int groups) {
    var selection = new SeriesSelection(input, groupOf, groups);
    int steps = input.steps().count();
    List<Integer> order = new ArrayList<>(); // of an instant result
    for (int step = 0; step < steps; step++) {
      for (int[] group : selection.members) {
        switch (op) {
          case TOPK, BOTTOMK -> selection.best(group, step, values[step], op == AggregateOp.TOPK);
          case LIMITK -> selection.first(group, step, values[step]);
          case LIMIT_RATIO -> selection.share(group, step, values[step]);
          case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR, QUANTILE, COUNT_VALUES ->
              throw new IllegalStateException("BUG: selects nothing: " + op);
        }
        for (int i = 0; i < selection.pickedCount; i++) {
          selection.keep(selection.picked[i], step);
          if (steps == 1) {
            order.add(selection.picked[i]);
          }
        }
      }
    }
    return steps == 1 ? selection.inOrder(order) : selection.all();
  }

  private void keep(int series, int step) {
    double[] row = kept[series];
    if (row == null) {
      row = HeldVector.absentRow(input.steps());
      kept[series] = row;
    }
    row[step] = input.row(series)[step];
  }

  private HeldVector inOrder(List<Integer> order) {
    var result = new HeldVector(input.steps());
    order.forEach(i -> result.add(input.labels(i), kept[i]));
    return result;
  }

  private HeldVector all() {
    var result = new HeldVector(input.steps());
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] != null) {
        result.add(input.labels(i), kept[i]);
      }
    }
    return result;
  }

  /// Picks the `limit` largest or smallest, best first; of equal ones those that come first.
  private void best(int[] group, int step, double limit, boolean largest) {
    pickedCount = 0;
    if (limit < 1) {
      return;
    }
    int k = (int) Math.min(limit, group.length);
    for (int series : group) {
      if (Absent.is(input.row(series)[step])) {
        continue;
      }
      if (pickedCount < k) {
        picked[pickedCount] = series;
        siftUp(pickedCount++, step, largest);
      } else if (isBetter(series, picked[0], step, largest)) {
        picked[0] = series;
        siftDown(0, pickedCount, step, largest);
      }
    }
    for (int end = pickedCount - 1; end > 0; end--) { // heap sort: the worst goes last
      swap(0, end);
      siftDown(0, end, step, largest);
    }
  }

  private boolean isBetter(int a, int b, int step, boolean largest) {
    int order = Ordering.compare(input.row(a)[step], input.row(b)[step], largest);
    return order != 0 ? order < 0 : a < b;
  }

  private void siftUp(int from, int step, boolean largest) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!isBetter(picked[parent], picked[at], step, largest)) {
        return;
      }
      swap(at, parent);
      at = parent;
    }
  }

  private void siftDown(int from, int end, int step, boolean largest) {
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= end) {
        return;
      }
      if (child + 1 < end && isBetter(picked[child], picked[child + 1], step, largest)) {
        child++;
      }
      if (!isBetter(picked[at], picked[child], step, largest)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private void swap(int i, int j) {
    int held = picked[i];
    picked[i] = picked[j];
    picked[j] = held;
  }

  private void first(int[] group, int step, double limit) {
    pickedCount = 0;
    for (int series : group) {
      if (pickedCount >= limit) {
        return;
      }
      if (!Absent.is(input.row(series)[step])) {
        picked[pickedCount++] = series;
      }
    }
  }

  /// Keeps a series when the hash of its labels falls into the wanted share; a negative share is
  /// the complement of the positive one.
  private void share(int[] group, int step, double ratio) {
    pickedCount = 0;
    double wanted = Math.clamp(ratio, -1.0, 1.0);
    for (int series : group) {
      if (!Absent.is(input.row(series)[step])) {
        double offset = offset(input.labels(series));
        if (wanted >= 0 ? offset < wanted : offset >= 1 + wanted) {
          picked[pickedCount++] = series;
        }
      }
    }
  }

  /// A place in [0, 1) that depends on the labels only.
  private static double offset(Labels labels) {
    long hash = 0;
    for (int i = 0; i < labels.count(); i++) {
      hash = mix(hash ^ labels.name(i).hashCode());
      hash = mix(hash ^ labels.value(i).hashCode());
    }
    return (hash >>> 11) * 0x1p-53;
  }

  /// The finaliser of MurmurHash3.
  private static long mix(long value) {
    long h = value + 0x9e3779b97f4a7c15L;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
