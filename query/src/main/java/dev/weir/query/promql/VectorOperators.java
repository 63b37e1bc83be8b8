package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.promql.ast.AggregateOp;
import dev.weir.query.promql.ast.BinaryOp;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.storage.model.Labels;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// PromQL's operators on vectors in memory, for languages that took them over word for word. Rows
/// handed in may be changed. Errors are PromQL's.
public final class VectorOperators {
  private VectorOperators() {}

  /// `sum`, `avg`, `min`, `max`, `count`, `stddev`, `stdvar` of each group.
  public static HeldVector aggregate(AggregateOp op, LabelGrouping grouping, HeldVector input) {
    int steps = input.steps().count();
    var groups = new Accumulator[input.count()];
    input.forEachRow((index, row) -> {
      int group = grouping.add(input.labels(index));
      if (groups[group] == null) {
        groups[group] = Accumulator.of(op, steps);
      }
      groups[group].add(row);
    });
    var result = new HeldVector(input.steps());
    for (int i = 0; i < grouping.count(); i++) {
      double[] row = groups[i].finish();
      if (!Absent.all(row)) {
        result.add(grouping.groupLabels(i), row);
      }
    }
    return result;
  }

  /// `topk` or `bottomk`: the `count` best of each group at each step.
  public static HeldVector select(
      AggregateOp op, double count, LabelGrouping grouping, HeldVector input) {
    int[] groupOf = new int[input.count()];
    for (int i = 0; i < groupOf.length; i++) {
      groupOf[i] = grouping.add(input.labels(i));
    }
    var counts = new double[input.steps().count()];
    Arrays.fill(counts, count);
    return SeriesSelection.select(op, counts, input, groupOf, grouping.count());
  }

  /// Any operator between two vectors.
  public static HeldVector combine(
      BinaryOp op, boolean returnBool, VectorMatching matching, HeldVector left, HeldVector right) {
    return BinaryEvaluator.combine(op, returnBool, matching, left, right);
  }

  /// An operator between two numbers; comparisons give 1 or 0.
  public static double compute(BinaryOp op, double left, double right) {
    return Arithmetic.apply(op, left, right, true, 0);
  }

  /// `row = row op scalar`, or `scalar op row`, where the row has values.
  public static void applyScalar(
      BinaryOp op, double[] row, double scalar, boolean scalarOnLeft, boolean returnBool) {
    var scalars = new double[row.length];
    Arrays.fill(scalars, scalar);
    Arithmetic.applyScalar(op, row, scalars, scalarOnLeft, returnBool);
  }

  /// Series of an instant result by value; those of several steps stay as they are.
  public static HeldVector sorted(HeldVector vector, boolean descending) {
    return Ordering.byValue(vector, descending);
  }

  /// The `q`-quantile of the first `length` of `values`, which are sorted in place.
  public static double quantile(double q, double[] values, int length) {
    return Quantiles.of(q, values, length);
  }

  /// What `label_replace` does to one label set.
  public static UnaryOperator<Labels> labelReplace(
      String target, String replacement, String source, String regex) {
    return LabelFunctions.replacing(target, replacement, source, regex);
  }
}
