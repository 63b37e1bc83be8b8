package dev.weir.query.logql;

import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.Binary;
import dev.weir.query.logql.ast.LogqlExpr.BinaryOperator;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LabelReplace;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.NumberLiteral;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.LogqlExpr.VectorAggregation;
import dev.weir.query.logql.ast.LogqlExpr.VectorFunction;
import dev.weir.query.logql.ast.LogqlExpr.VectorLiteral;
import dev.weir.query.promql.VectorOperators;
import dev.weir.query.promql.ast.AggregateOp;
import dev.weir.query.promql.ast.BinaryOp;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.query.promql.ast.VectorMatching.Cardinality;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.model.Labels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates metric expressions over a grid, from the leaves up. One thread.
final class MetricEvaluator {
  private static final Grouping ALL_TOGETHER = new Grouping(false, List.of());

  private final RangeAggregator ranges;
  private final TimeGrid grid;

  MetricEvaluator(LogStore store, QueryContext context, QueryStats stats, TimeGrid grid) {
    this.ranges = new RangeAggregator(store, context, stats);
    this.grid = grid;
  }

  /// What an expression comes to: one number at every step, or series.
  sealed interface Value {
    record Scalar(double value) implements Value {}

    record Series(HeldVector vector) implements Value {}
  }

  Value eval(MetricExpr expr) {
    return switch (expr) {
      case NumberLiteral number -> new Value.Scalar(number.value());
      case VectorLiteral vector -> new Value.Series(constant(vector.value()));
      case RangeAggregation range -> new Value.Series(ranges.eval(range, null, grid));
      case VectorAggregation aggregation -> new Value.Series(aggregate(aggregation));
      case LabelReplace replace -> new Value.Series(replace(replace));
      case Binary binary -> binary(binary);
    };
  }

  /// As [#eval], where only series make sense.
  private HeldVector vector(MetricExpr expr) {
    return switch (eval(expr)) {
      case Value.Series series -> series.vector();
      case Value.Scalar scalar ->
          throw LogqlError.general("a vector is needed where the number " + scalar.value() + " is");
    };
  }

  private HeldVector constant(double value) {
    var row = new double[grid.count()];
    Arrays.fill(row, value);
    var result = new HeldVector(grid.steps());
    result.add(Labels.EMPTY, row);
    return result;
  }

  private HeldVector aggregate(VectorAggregation aggregation) {
    Grouping grouping = aggregation.grouping() == null ? ALL_TOGETHER : aggregation.grouping();
    if (aggregation.function() == VectorFunction.SUM
        && aggregation.of() instanceof RangeAggregation range
        && RangeAggregator.takesSum(range)) {
      return ranges.eval(range, grouping, grid);
    }
    HeldVector input = vector(aggregation.of());
    LabelGrouping groups =
        grouping.without()
            ? LabelGrouping.without(grouping.names())
            : LabelGrouping.by(grouping.names());
    return switch (aggregation.function()) {
      case SUM -> VectorOperators.aggregate(AggregateOp.SUM, groups, input);
      case AVG -> VectorOperators.aggregate(AggregateOp.AVG, groups, input);
      case MIN -> VectorOperators.aggregate(AggregateOp.MIN, groups, input);
      case MAX -> VectorOperators.aggregate(AggregateOp.MAX, groups, input);
      case COUNT -> VectorOperators.aggregate(AggregateOp.COUNT, groups, input);
      case STDDEV -> VectorOperators.aggregate(AggregateOp.STDDEV, groups, input);
      case STDVAR -> VectorOperators.aggregate(AggregateOp.STDVAR, groups, input);
      case TOPK, APPROX_TOPK ->
          VectorOperators.select(AggregateOp.TOPK, aggregation.parameter(), groups, input);
      case BOTTOMK ->
          VectorOperators.select(AggregateOp.BOTTOMK, aggregation.parameter(), groups, input);
      case SORT -> VectorOperators.sorted(input, false);
      case SORT_DESC -> VectorOperators.sorted(input, true);
    };
  }

  private HeldVector replace(LabelReplace replace) {
    HeldVector result =
        vector(replace.of())
            .mapLabels(
                VectorOperators.labelReplace(
                    replace.destination(),
                    replace.replacement(),
                    replace.source(),
                    replace.regex()));
    if (result.mergeEqualLabels() != null) {
      throw LogqlError.general("vector cannot contain metrics with the same labelset");
    }
    return result;
  }

  private Value binary(Binary binary) {
    Value left = eval(binary.left());
    Value right = eval(binary.right());
    BinaryOp op = op(binary.operator());
    if (left instanceof Value.Scalar a && right instanceof Value.Scalar b) {
      return new Value.Scalar(VectorOperators.compute(op, a.value(), b.value()));
    }
    if (left instanceof Value.Series a && right instanceof Value.Scalar b) {
      return withScalar(binary, op, a.vector(), b.value(), false);
    }
    if (left instanceof Value.Scalar a && right instanceof Value.Series b) {
      return withScalar(binary, op, b.vector(), a.value(), true);
    }
    if (left instanceof Value.Series a && right instanceof Value.Series b) {
      return new Value.Series(
          VectorOperators.combine(
              op, binary.returnsBool(), matching(op, binary.matching()), a.vector(), b.vector()));
    }
    throw new IllegalStateException("BUG: operands of " + op);
  }

  private static Value withScalar(
      Binary binary, BinaryOp op, HeldVector vector, double scalar, boolean scalarOnLeft) {
    if (op.isSetOperator()) {
      throw LogqlError.general(
          "unexpected literal for "
              + (scalarOnLeft ? "left" : "right")
              + " leg of logical/set binary operation ("
              + op.symbol()
              + "): "
              + scalar);
    }
    return new Value.Series(
        vector.mapRows(row ->
            VectorOperators.applyScalar(op, row, scalar, scalarOnLeft, binary.returnsBool())));
  }

  private static VectorMatching matching(BinaryOp op, LogqlExpr.@Nullable VectorMatching matching) {
    var plain =
        matching == null
            ? VectorMatching.DEFAULT
            : new VectorMatching(
                switch (matching.many()) {
                  case NONE -> Cardinality.ONE_TO_ONE;
                  case LEFT -> Cardinality.MANY_TO_ONE;
                  case RIGHT -> Cardinality.ONE_TO_MANY;
                },
                matching.on(),
                matching.labels(),
                matching.include(),
                null,
                null);
    return op.isSetOperator() ? plain.with(Cardinality.MANY_TO_MANY) : plain;
  }

  private static BinaryOp op(BinaryOperator operator) {
    return switch (operator) {
      case OR -> BinaryOp.OR;
      case AND -> BinaryOp.AND;
      case UNLESS -> BinaryOp.UNLESS;
      case ADD -> BinaryOp.ADD;
      case SUB -> BinaryOp.SUBTRACT;
      case MUL -> BinaryOp.MULTIPLY;
      case DIV -> BinaryOp.DIVIDE;
      case MOD -> BinaryOp.MODULO;
      case POW -> BinaryOp.POWER;
      case EQUAL -> BinaryOp.EQUAL;
      case NOT_EQUAL -> BinaryOp.NOT_EQUAL;
      case GREATER -> BinaryOp.GREATER;
      case GREATER_OR_EQUAL -> BinaryOp.GREATER_EQUAL;
      case LESS -> BinaryOp.LESS;
      case LESS_OR_EQUAL -> BinaryOp.LESS_EQUAL;
    };
  }
}
