package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.WindowSweep.WindowShape;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.Span;
import dev.weir.query.promql.ast.Timing;
import dev.weir.storage.model.Labels;
import java.util.function.UnaryOperator;

/// Walks a checked tree once and computes each node for all steps. One query, one thread.
///
/// Vectors stay lazy as long as rows are independent: `sum(rate(x[5m]) * 8)` computes one row at a
/// time and never holds more than a batch of them.
final class Evaluation {
  /// A step of a row.
  private static final long BYTES_PER_CELL = 8;

  private final QueryContext context;
  private final Selectors selectors;
  private final String text;
  private final Steps queryRange;
  private final long defaultSubqueryStepMs;
  private final CallEvaluator calls;
  private final AggregateEvaluator aggregates;
  private final BinaryEvaluator binaries;

  /// `queryRange` are the steps of the whole query, which `@ start()` and `step()` refer to.
  Evaluation(
      QueryContext context,
      Selectors selectors,
      String text,
      Steps queryRange,
      long defaultSubqueryStepMs) {
    this.context = context;
    this.selectors = selectors;
    this.text = text;
    this.queryRange = queryRange;
    this.defaultSubqueryStepMs = defaultSubqueryStepMs;
    this.calls = new CallEvaluator(this);
    this.aggregates = new AggregateEvaluator(this);
    this.binaries = new BinaryEvaluator(this);
  }

  QueryContext context() {
    return context;
  }

  Selectors selectors() {
    return selectors;
  }

  Steps queryRange() {
    return queryRange;
  }

  /// `expr` at `steps`. A range vector has no value of its own; only calls take one.
  Value eval(Expr expr, Steps steps) {
    context.check();
    return switch (expr) {
      case Expr.NumberLiteral number -> new Value.Scalar(Selectors.constant(steps, number.value()));
      case Expr.StringLiteral string -> new Value.Text(string.value());
      case Expr.Paren paren -> eval(paren.expr(), steps);
      case Expr.VectorSelector vector ->
          new Value.Vector(selectors.instant(vector, steps, bounds(), false));
      case Expr.Unary unary -> unary(unary, steps);
      case Expr.Binary binary -> binaries.eval(binary, steps);
      case Expr.Aggregate aggregate -> new Value.Vector(aggregates.eval(aggregate, steps));
      case Expr.Call call -> calls.eval(call, steps);
      case Expr.MatrixSelector matrix ->
          throw new IllegalStateException("BUG: range vector evaluated at " + matrix.span());
      case Expr.Subquery subquery ->
          throw new IllegalStateException("BUG: subquery evaluated at " + subquery.span());
    };
  }

  SeriesVector vector(Expr expr, Steps steps) {
    if (eval(expr, steps) instanceof Value.Vector vector) {
      return vector.series();
    }
    throw new IllegalStateException("BUG: no vector at " + expr.span());
  }

  double[] scalar(Expr expr, Steps steps) {
    if (eval(expr, steps) instanceof Value.Scalar scalar) {
      return scalar.values();
    }
    throw new IllegalStateException("BUG: no scalar at " + expr.span());
  }

  static String string(Expr expr) {
    return switch (expr) {
      case Expr.StringLiteral string -> string.value();
      case Expr.Paren paren -> string(paren.expr());
      default -> throw new IllegalStateException("BUG: no string at " + expr.span());
    };
  }

  static Expr unwrap(Expr expr) {
    return expr instanceof Expr.Paren paren ? unwrap(paren.expr()) : expr;
  }

  private Value unary(Expr.Unary unary, Steps steps) {
    Value value = eval(unary.expr(), steps);
    if (!unary.negative()) {
      return value;
    }
    return switch (value) {
      case Value.Scalar scalar -> {
        double[] values = scalar.values();
        for (int i = 0; i < values.length; i++) {
          values[i] = -values[i];
        }
        yield scalar;
      }
      case Value.Vector vector ->
          new Value.Vector(
              dropNames(
                  vector
                      .series()
                      .mapRows(row -> {
                        for (int i = 0; i < row.length; i++) {
                          row[i] = Absent.is(row[i]) ? row[i] : -row[i];
                        }
                      })));
      case Value.Text string -> throw new IllegalStateException("BUG: sign before " + string);
    };
  }

  /// The window of a range expression.
  WindowShape shape(Expr range) {
    return switch (range) {
      case Expr.MatrixSelector matrix -> shape(matrix.rangeMs(), matrix.vector().timing());
      case Expr.Subquery subquery -> shape(subquery.rangeMs(), subquery.timing());
      default -> throw new IllegalStateException("BUG: no range at " + range.span());
    };
  }

  private WindowShape shape(long rangeMs, Timing timing) {
    return new WindowShape(rangeMs, timing, queryRange.startMs(), queryRange.endMs());
  }

  private WindowShape bounds() {
    return Selectors.bounds(queryRange.startMs(), queryRange.endMs());
  }

  /// The inner vector of a subquery, over all its windows.
  SeriesVector subquery(Expr.Subquery subquery, Steps steps) {
    long stepMs = subquery.stepMs() == 0 ? defaultSubqueryStepMs : subquery.stepMs();
    WindowShape shape = shape(subquery);
    long span = shape.endMs(steps.endMs()) - shape.endMs(steps.startMs()) + shape.rangeMs();
    QueryLimits limits = context.limits();
    if (span / stepMs > limits.maxMemoryBytes() / BYTES_PER_CELL
        || span / stepMs > limits.maxSamples()) {
      throw QueryException.execution(
          "subquery has too many steps: " + span / stepMs + ", limit " + limits.maxSamples());
    }
    return vector(subquery.expr(), Selectors.subquerySteps(steps, shape, stepMs));
  }

  /// The same rows without metric names. Series that are then alike become one if they never have a
  /// value at the same step; if they do, that is an error.
  SeriesVector dropNames(SeriesVector vector) {
    int count = vector.count();
    if (count == 0) {
      return vector;
    }
    String first = vector.labels(0).metricName();
    boolean oneName = true;
    for (int i = 1; i < count && oneName; i++) {
      oneName = vector.labels(i).metricName().equals(first);
    }
    if (oneName) {
      return first.isEmpty() ? vector : vector.mapLabels(Evaluation::withoutName);
    }
    return relabel(vector, Evaluation::withoutName);
  }

  /// The same rows under changed labels, merged like [#dropNames].
  HeldVector relabel(SeriesVector vector, UnaryOperator<Labels> change) {
    return merged(vector.hold().mapLabels(change));
  }

  /// Merges series with equal labels; an error when two have a value at the same step.
  static HeldVector merged(HeldVector vector) {
    if (vector.mergeEqualLabels() != null) {
      throw QueryException.execution("vector cannot contain metrics with the same labelset");
    }
    return vector;
  }

  static Labels withoutName(Labels labels) {
    int count = labels.count();
    for (int i = 0; i < count; i++) {
      if (labels.name(i).equals(Labels.NAME)) {
        var pairs = new String[2 * count - 2];
        int at = 0;
        for (int j = 0; j < count; j++) {
          if (j != i) {
            pairs[at++] = labels.name(j);
            pairs[at++] = labels.value(j);
          }
        }
        return Labels.ofSortedPairs(pairs);
      }
    }
    return labels;
  }

  /// A warning at `span`, in Prometheus' form.
  void warn(String message, Span span) {
    context.annotations().warn("PromQL warning: " + message + place(span));
  }

  /// An info at `span`, in Prometheus' form.
  void info(String message, Span span) {
    context.annotations().info("PromQL info: " + message + place(span));
  }

  private String place(Span span) {
    return " (" + PromqlError.position(text, span) + ")";
  }
}
