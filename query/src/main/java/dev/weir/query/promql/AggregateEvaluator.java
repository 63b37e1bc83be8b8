package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.ast.AggregateOp;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Evaluates aggregations. Those that only add up take rows in passing; those that compare series
/// hold all rows. Groups are found once per series, not per step.
final class AggregateEvaluator {
  private final Evaluation evaluation;

  AggregateEvaluator(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  SeriesVector eval(Expr.Aggregate aggregate, Steps steps) {
    Expr parameter = aggregate.parameter();
    if (parameter == null) {
      return addUp(aggregate, evaluation.vector(aggregate.expr(), steps));
    }
    if (aggregate.op() == AggregateOp.COUNT_VALUES) {
      String label = Evaluation.string(parameter);
      if (label.isEmpty() || !GoText.isValidUtf8(label)) {
        throw QueryException.execution("invalid label name " + GoText.quote(label));
      }
      return countValues(aggregate, label, evaluation.vector(aggregate.expr(), steps));
    }
    double[] values = evaluation.scalar(parameter, steps);
    checkParameter(aggregate.op(), values, parameter);
    HeldVector input = evaluation.vector(aggregate.expr(), steps).hold();
    if (aggregate.op() == AggregateOp.QUANTILE) {
      return quantile(aggregate, values, input);
    }
    int[] groupOf = new int[input.count()];
    int groups = group(aggregate, input, groupOf).count();
    return SeriesSelection.select(aggregate.op(), values, input, groupOf, groups);
  }

  private static LabelGrouping grouping(Expr.Aggregate aggregate) {
    return aggregate.without()
        ? LabelGrouping.without(aggregate.grouping())
        : LabelGrouping.by(aggregate.grouping());
  }

  private static LabelGrouping group(Expr.Aggregate aggregate, SeriesVector input, int[] groupOf) {
    LabelGrouping grouping = grouping(aggregate);
    if (!aggregate.without() && aggregate.grouping().isEmpty()) {
      if (groupOf.length > 0) {
        grouping.add(Labels.EMPTY); // one group: no need to look at labels
      }
      return grouping;
    }
    for (int i = 0; i < groupOf.length; i++) {
      groupOf[i] = grouping.add(input.labels(i));
    }
    return grouping;
  }

  private SeriesVector addUp(Expr.Aggregate aggregate, SeriesVector input) {
    int steps = input.steps().count();
    int[] groupOf = new int[input.count()];
    LabelGrouping grouping = group(aggregate, input, groupOf);
    var accumulators = new Accumulator[grouping.count()];
    evaluation.context().chargeMemory(24L * steps * accumulators.length);
    try (var step = evaluation.context().trace().begin(aggregate.op().symbol())) {
      for (int i = 0; i < accumulators.length; i++) {
        accumulators[i] = Accumulator.of(aggregate.op(), steps);
      }
      input.forEachRow((index, row) -> accumulators[groupOf[index]].add(row));
      step.detail(input.count() + " series into " + accumulators.length);
    }
    var result = new HeldVector(input.steps());
    for (int i = 0; i < accumulators.length; i++) {
      double[] row = accumulators[i].finish();
      if (!Absent.all(row)) {
        result.add(grouping.groupLabels(i), row);
      }
    }
    return result;
  }

  private void checkParameter(AggregateOp op, double[] values, Expr where) {
    for (double value : values) {
      if (op == AggregateOp.QUANTILE) {
        if (!(value >= 0 && value <= 1)) {
          evaluation.warn(
              "quantile value should be between 0 and 1, got " + Numbers.format(value),
              where.span());
          return;
        }
      } else if (op == AggregateOp.LIMIT_RATIO) {
        checkRatio(value, where);
      } else if (Double.isNaN(value)) {
        throw QueryException.execution("Parameter value is NaN");
      } else if (value >= 0x1p63) {
        throw QueryException.execution(
            "Scalar value " + Numbers.format(value) + " overflows int64");
      } else if (value <= -0x1p63) {
        throw QueryException.execution(
            "Scalar value " + Numbers.format(value) + " underflows int64");
      }
    }
  }

  private void checkRatio(double value, Expr where) {
    if (Double.isNaN(value)) {
      throw QueryException.execution("Ratio value is NaN");
    }
    if (Math.abs(value) > 1) {
      evaluation.warn(
          "ratio value should be between -1 and 1, got "
              + Numbers.format(value)
              + ", capping to "
              + (value > 0 ? "1" : "-1"),
          where.span());
    }
  }

  private static HeldVector quantile(Expr.Aggregate aggregate, double[] q, HeldVector input) {
    int[] groupOf = new int[input.count()];
    LabelGrouping grouping = group(aggregate, input, groupOf);
    List<List<double[]>> members = new ArrayList<>();
    for (int i = 0; i < grouping.count(); i++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < groupOf.length; i++) {
      members.get(groupOf[i]).add(input.row(i));
    }
    var result = new HeldVector(input.steps());
    var values = new double[input.count()];
    for (int group = 0; group < members.size(); group++) {
      double[] out = HeldVector.absentRow(input.steps());
      for (int step = 0; step < out.length; step++) {
        int length = 0;
        for (double[] row : members.get(group)) {
          if (!Absent.is(row[step])) {
            values[length++] = row[step];
          }
        }
        if (length > 0) {
          out[step] = Quantiles.of(q[step], values, length);
        }
      }
      result.add(grouping.groupLabels(group), out);
    }
    return result;
  }

  /// One output series per group and distinct value. The label is set on the input series before
  /// grouping, so that `without` that very label takes it away again.
  private HeldVector countValues(Expr.Aggregate aggregate, String label, SeriesVector input) {
    List<String> names = new ArrayList<>(aggregate.grouping());
    if (!aggregate.without()) {
      names.add(label);
    }
    LabelGrouping grouping =
        aggregate.without() ? LabelGrouping.without(names) : LabelGrouping.by(names);
    var result = new HeldVector(input.steps());
    Map<Double, Integer> groupOfValue = new HashMap<>();
    input.forEachRow((index, row) -> {
      groupOfValue.clear();
      Labels labels = input.labels(index);
      for (int step = 0; step < row.length; step++) {
        if (!Absent.is(row[step])) {
          int group =
              groupOfValue.computeIfAbsent(
                  row[step],
                  value ->
                      countGroup(
                          grouping,
                          labels.toBuilder().set(label, Numbers.format(value)).build(),
                          result));
          double[] counts = result.row(group);
          counts[step] = Absent.is(counts[step]) ? 1 : counts[step] + 1;
        }
      }
    });
    return result;
  }

  private int countGroup(LabelGrouping grouping, Labels labels, HeldVector result) {
    int group = grouping.add(labels);
    if (group == result.count()) {
      evaluation.context().chargeMemory(8L * result.steps().count());
      result.add(grouping.groupLabels(group), HeldVector.absentRow(result.steps()));
    }
    return group;
  }
}
