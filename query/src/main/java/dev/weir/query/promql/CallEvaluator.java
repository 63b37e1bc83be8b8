package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.WindowSweep.WindowShape;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.Timing;
import dev.weir.query.promql.ast.ValueType;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/// Evaluates function calls: windows, elementwise functions, and those with a rule of their own.
final class CallEvaluator {
  private static final Set<String> KEEPS_NAME = Set.of("last_over_time", "first_over_time");

  private final Evaluation evaluation;
  private final LabelFunctions labels;
  private final HistogramFunctions histograms;

  CallEvaluator(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.labels = new LabelFunctions(evaluation);
    this.histograms = new HistogramFunctions(evaluation);
  }

  Value eval(Expr.Call call, Steps steps) {
    String name = call.function().name();
    if (takesRange(call)) {
      return new Value.Vector(
          name.equals("absent_over_time") ? absentOverTime(call, steps) : window(call, steps));
    }
    DoubleUnaryOperator element = ElementFunctions.find(name);
    if (element != null) {
      return new Value.Vector(
          elementwise(evaluation.vector(call.arguments().getFirst(), steps), element));
    }
    DoubleUnaryOperator date = ElementFunctions.findDate(name);
    if (date != null) {
      return new Value.Vector(date(call, steps, date));
    }
    return special(call, steps);
  }

  private static boolean takesRange(Expr.Call call) {
    return call.function().arguments().contains(ValueType.MATRIX);
  }

  private Value special(Expr.Call call, Steps steps) {
    List<Expr> arguments = call.arguments();
    String name = call.function().name();
    return switch (name) {
      case "time" -> new Value.Scalar(times(steps));
      case "pi" -> new Value.Scalar(Selectors.constant(steps, Math.PI));
      case "start" -> constant(steps, evaluation.queryRange().startMs() / 1000.0);
      case "end" -> constant(steps, evaluation.queryRange().endMs() / 1000.0);
      case "step" -> constant(steps, isInstant() ? 0 : evaluation.queryRange().stepMs() / 1000.0);
      case "range" ->
          constant(
              steps,
              (evaluation.queryRange().endMs() - evaluation.queryRange().startMs()) / 1000.0);
      case "max_of", "min_of" -> new Value.Scalar(extremeOf(call, steps));
      case "scalar" -> new Value.Scalar(scalarOf(evaluation.vector(arguments.getFirst(), steps)));
      case "vector" -> {
        var result = new HeldVector(steps);
        result.add(Labels.EMPTY, evaluation.scalar(arguments.getFirst(), steps));
        yield new Value.Vector(result);
      }
      case "absent" -> new Value.Vector(absent(call, steps));
      case "timestamp" -> new Value.Vector(timestamp(call, steps));
      case "round" -> new Value.Vector(round(call, steps));
      case "clamp", "clamp_min", "clamp_max" -> new Value.Vector(clamp(call, steps));
      case "sort", "sort_desc" ->
          new Value.Vector(
              Ordering.byValue(
                  evaluation.vector(arguments.getFirst(), steps).hold(), name.equals("sort_desc")));
      case "sort_by_label", "sort_by_label_desc" ->
          new Value.Vector(
              Ordering.byLabels(
                  evaluation.vector(arguments.getFirst(), steps).hold(),
                  arguments.subList(1, arguments.size()).stream().map(Evaluation::string).toList(),
                  name.equals("sort_by_label_desc")));
      case "label_replace" -> new Value.Vector(labels.replace(call, steps));
      case "label_join" -> new Value.Vector(labels.join(call, steps));
      case "histogram_quantile" -> new Value.Vector(histograms.quantile(call, steps));
      case "histogram_quantiles" -> new Value.Vector(histograms.quantiles(call, steps));
      case "histogram_fraction" -> new Value.Vector(histograms.fraction(call, steps));
      default -> throw notEvaluated(name);
    };
  }

  private static QueryException notEvaluated(String name) {
    return QueryException.execution(
        name
            + (name.startsWith("histogram_")
                ? ": native histograms are not evaluated yet"
                : ": not evaluated yet"));
  }

  private boolean isInstant() {
    return evaluation.queryRange().count() == 1 && evaluation.queryRange().stepMs() == 1;
  }

  private static Value constant(Steps steps, double value) {
    return new Value.Scalar(Selectors.constant(steps, value));
  }

  private static double[] times(Steps steps) {
    var values = new double[steps.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = steps.timeMs(i) / 1000.0;
    }
    return values;
  }

  private double[] extremeOf(Expr.Call call, Steps steps) {
    boolean max = call.function().name().equals("max_of");
    double[] result = evaluation.scalar(call.arguments().getFirst(), steps);
    for (int i = 1; i < call.arguments().size(); i++) {
      double[] other = evaluation.scalar(call.arguments().get(i), steps);
      for (int step = 0; step < result.length; step++) {
        result[step] =
            max ? Math.max(result[step], other[step]) : Math.min(result[step], other[step]);
      }
    }
    return result;
  }

  private static double[] scalarOf(SeriesVector vector) {
    double[] result = HeldVector.absentRow(vector.steps());
    var several = new boolean[result.length];
    vector.forEachRow((index, row) -> {
      for (int i = 0; i < row.length; i++) {
        if (!Absent.is(row[i])) {
          several[i] |= !Absent.is(result[i]);
          result[i] = row[i];
        }
      }
    });
    for (int i = 0; i < result.length; i++) {
      if (several[i] || Absent.is(result[i])) {
        result[i] = Double.NaN;
      }
    }
    return result;
  }

  // --- windows ---

  private SeriesVector window(Expr.Call call, Steps steps) {
    String name = call.function().name();
    Supplier<WindowFunction> function = WindowFunctions.find(name);
    if (function == null) {
      throw notEvaluated(name);
    }
    List<double[]> parameters = new ArrayList<>(2);
    for (Expr argument : call.arguments()) {
      if (argument.type() == ValueType.SCALAR) {
        parameters.add(evaluation.scalar(argument, steps));
      }
    }
    if (name.equals("quantile_over_time")) {
      warnQuantile(parameters.getFirst(), call.arguments().getFirst());
    }
    SeriesVector raw = window(call, steps, function, parameters.toArray(double[][]::new));
    if (name.equals("rate") || name.equals("increase")) {
      raw = noteGauges(raw, rangeArgument(call));
    }
    return KEEPS_NAME.contains(name) ? raw : evaluation.dropNames(raw);
  }

  private SeriesVector window(
      Expr.Call call, Steps steps, Supplier<WindowFunction> function, double[][] parameters) {
    Expr range = rangeArgument(call);
    WindowShape shape = evaluation.shape(range);
    return switch (range) {
      case Expr.MatrixSelector matrix ->
          evaluation.selectors().window(matrix, steps, shape, function, parameters);
      case Expr.Subquery subquery ->
          evaluation
              .selectors()
              .window(evaluation.subquery(subquery, steps), steps, shape, function, parameters);
      default -> throw new IllegalStateException("BUG: no range at " + range.span());
    };
  }

  private static Expr rangeArgument(Expr.Call call) {
    for (Expr argument : call.arguments()) {
      if (argument.type() == ValueType.MATRIX) {
        return Evaluation.unwrap(argument);
      }
    }
    throw new IllegalStateException("BUG: no range in " + call.function().name());
  }

  void warnQuantile(double[] values, Expr where) {
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        evaluation.warn(
            "quantile value should be between 0 and 1, got " + Numbers.format(value), where.span());
        return;
      }
    }
  }

  /// Tells once per name that a rate is taken of what does not look like a counter.
  private SeriesVector noteGauges(SeriesVector vector, Expr where) {
    Set<String> noted = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < vector.count(); i++) {
      String name = vector.labels(i).metricName();
      if (!name.isEmpty() && !looksLikeCounter(name) && noted.add(name)) {
        evaluation.info(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                + GoText.quote(name),
            where.span());
      }
    }
    return vector;
  }

  private static boolean looksLikeCounter(String name) {
    return name.endsWith("_total")
        || name.endsWith("_sum")
        || name.endsWith("_count")
        || name.endsWith("_bucket");
  }

  // --- absence ---

  private SeriesVector absent(Expr.Call call, Steps steps) {
    Expr argument = Evaluation.unwrap(call.arguments().getFirst());
    return whereNothing(evaluation.vector(argument, steps), absentLabels(argument));
  }

  private SeriesVector absentOverTime(Expr.Call call, Steps steps) {
    Supplier<WindowFunction> present = WindowFunctions.find("present_over_time");
    assert present != null;
    return whereNothing(
        window(call, steps, present, new double[0][]), absentLabels(rangeArgument(call)));
  }

  private static SeriesVector whereNothing(SeriesVector vector, Labels labels) {
    double[] result = Selectors.constant(vector.steps(), 1);
    vector.forEachRow((index, row) -> {
      for (int i = 0; i < row.length; i++) {
        if (!Absent.is(row[i])) {
          result[i] = Absent.VALUE;
        }
      }
    });
    var out = new HeldVector(vector.steps());
    if (!Absent.all(result)) {
      out.add(labels, result);
    }
    return out;
  }

  /// The labels that a selector requires to be equal, each named once.
  private static Labels absentLabels(Expr expr) {
    List<Matcher> matchers =
        switch (expr) {
          case Expr.VectorSelector vector -> vector.matchers();
          case Expr.MatrixSelector matrix -> matrix.vector().matchers();
          default -> List.of();
        };
    var out = new LabelsBuilder();
    Set<String> seen = new HashSet<>();
    for (Matcher matcher : matchers) {
      String name = matcher.name();
      if (name.equals(Labels.NAME)) {
        continue;
      }
      boolean first = matcher.op() == Matcher.Op.EQUAL && seen.add(name);
      out.set(name, first ? matcher.value() : "");
    }
    return out.build();
  }

  // --- elementwise ---

  private SeriesVector elementwise(SeriesVector vector, DoubleUnaryOperator function) {
    return evaluation.dropNames(
        vector.mapRows(row -> {
          for (int i = 0; i < row.length; i++) {
            if (!Absent.is(row[i])) {
              row[i] = function.applyAsDouble(row[i]);
            }
          }
        }));
  }

  private SeriesVector date(Expr.Call call, Steps steps, DoubleUnaryOperator function) {
    if (!call.arguments().isEmpty()) {
      return elementwise(evaluation.vector(call.arguments().getFirst(), steps), function);
    }
    var now = new HeldVector(steps);
    now.add(Labels.EMPTY, times(steps));
    return elementwise(now, function);
  }

  private SeriesVector timestamp(Expr.Call call, Steps steps) {
    Expr argument = Evaluation.unwrap(call.arguments().getFirst());
    if (argument instanceof Expr.VectorSelector selector) {
      Steps range = evaluation.queryRange();
      var bounds = new WindowShape(0, Timing.NONE, range.startMs(), range.endMs());
      return evaluation.dropNames(evaluation.selectors().instant(selector, steps, bounds, true));
    }
    double[] times = times(steps);
    return evaluation.dropNames(
        evaluation
            .vector(argument, steps)
            .mapRows(row -> {
              for (int i = 0; i < row.length; i++) {
                row[i] = Absent.is(row[i]) ? row[i] : times[i];
              }
            }));
  }

  private SeriesVector round(Expr.Call call, Steps steps) {
    double[] nearest =
        call.arguments().size() > 1
            ? evaluation.scalar(call.arguments().get(1), steps)
            : Selectors.constant(steps, 1);
    return evaluation.dropNames(
        evaluation
            .vector(call.arguments().getFirst(), steps)
            .mapRows(row -> {
              for (int i = 0; i < row.length; i++) {
                if (!Absent.is(row[i])) {
                  double inverse = 1 / nearest[i]; // as Prometheus: fewer rounding errors
                  row[i] = Math.floor(row[i] * inverse + 0.5) / inverse;
                }
              }
            }));
  }

  private SeriesVector clamp(Expr.Call call, Steps steps) {
    String name = call.function().name();
    List<Expr> arguments = call.arguments();
    double[] low =
        name.equals("clamp_max")
            ? Selectors.constant(steps, Double.NEGATIVE_INFINITY)
            : evaluation.scalar(arguments.get(1), steps);
    double[] high =
        name.equals("clamp_min")
            ? Selectors.constant(steps, Double.POSITIVE_INFINITY)
            : evaluation.scalar(arguments.getLast(), steps);
    return evaluation.dropNames(
        evaluation
            .vector(arguments.getFirst(), steps)
            .mapRows(row -> {
              for (int i = 0; i < row.length; i++) {
                if (!Absent.is(row[i])) {
                  row[i] =
                      high[i] < low[i] ? Absent.VALUE : Math.max(low[i], Math.min(high[i], row[i]));
                }
              }
            }));
  }
}
