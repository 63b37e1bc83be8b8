package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.WindowSweep.WindowShape;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.ValueType;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Answers PromQL from a store. Any thread; a query is evaluated by the thread that asks, with the
/// workers' help.
public final class PromqlEngine {
  /// How far back an instant selector looks unless configured otherwise.
  public static final Duration DEFAULT_LOOKBACK = Duration.ofMinutes(5);

  /// Step of a subquery that names none.
  private static final long DEFAULT_SUBQUERY_STEP_MS = 60_000;

  private final QueryLeaf leaf;
  private final QueryWorkers workers;
  private final long lookbackMs;

  public PromqlEngine(QueryLeaf leaf, QueryWorkers workers) {
    this(leaf, workers, DEFAULT_LOOKBACK);
  }

  /// `lookback` is how far back an instant selector looks unless the request says otherwise.
  public PromqlEngine(QueryLeaf leaf, QueryWorkers workers, Duration lookback) {
    this.leaf = leaf;
    this.workers = workers;
    this.lookbackMs = lookback.toMillis();
  }

  /// How far back an instant selector looks unless the request says otherwise.
  public long lookbackMs() {
    return lookbackMs;
  }

  /// The value of `query` at one time.
  public QueryResult instant(QueryContext context, String query, long timeMs) {
    return instant(context, query, timeMs, lookbackMs);
  }

  /// The value of `query` at one time, with a lookback of its own.
  public QueryResult instant(QueryContext context, String query, long timeMs, long lookbackMs) {
    Expr expr = PromqlParser.parse(query);
    Steps steps = Steps.instant(timeMs);
    return context.run(() -> {
      try (var selectors = new Selectors(context, leaf, workers, lookbackMs)) {
        Evaluation evaluation = evaluation(context, selectors, query, steps);
        Expr top = Evaluation.unwrap(expr);
        return switch (top) {
          case Expr.MatrixSelector matrix -> {
            WindowShape shape = evaluation.shape(matrix);
            yield sorted(selectors.samples(matrix, timeMs, shape));
          }
          case Expr.Subquery subquery -> subquery(evaluation, subquery, steps);
          default -> instantResult(evaluation.eval(top, steps), timeMs);
        };
      }
    });
  }

  private static Evaluation evaluation(
      QueryContext context, Selectors selectors, String query, Steps steps) {
    return new Evaluation(context, selectors, query, steps, DEFAULT_SUBQUERY_STEP_MS);
  }

  private static QueryResult instantResult(Value value, long timeMs) {
    return switch (value) {
      case Value.Scalar scalar -> new QueryResult.Scalar(timeMs, scalar.values()[0]);
      case Value.Text text -> new QueryResult.Text(timeMs, text.text());
      case Value.Vector vector -> {
        HeldVector held = vector.series().hold();
        int[] present = IntStream.range(0, held.count()).filter(held::hasValues).toArray();
        yield new QueryResult.Vector(
            timeMs, present.length == held.count() ? held : held.reordered(present));
      }
    };
  }

  private static QueryResult subquery(Evaluation evaluation, Expr.Subquery subquery, Steps steps) {
    HeldVector inner = evaluation.subquery(subquery, steps).hold();
    List<Labels> labels = new ArrayList<>();
    List<SampleColumns> columns = new ArrayList<>();
    inner.forEachRow((index, row) -> {
      var samples = new SampleColumns(Math.max(1, row.length));
      for (int step = 0; step < row.length; step++) {
        if (!Absent.is(row[step])) {
          samples.add(inner.steps().timeMs(step), row[step]);
        }
      }
      if (samples.length() > 0) {
        labels.add(inner.labels(index));
        columns.add(samples);
      }
    });
    return sorted(new QueryResult.Samples(labels, columns));
  }

  private static QueryResult.Samples sorted(QueryResult.Samples samples) {
    int[] order = order(samples.labels());
    return new QueryResult.Samples(
        IntStream.of(order).mapToObj(samples.labels()::get).toList(),
        IntStream.of(order).mapToObj(samples.columns()::get).toList());
  }

  /// The values of `query` at each step.
  public QueryResult.Matrix range(QueryContext context, String query, Steps steps) {
    return range(context, query, steps, lookbackMs);
  }

  /// The values of `query` at each step, with a lookback of its own.
  public QueryResult.Matrix range(
      QueryContext context, String query, Steps steps, long lookbackMs) {
    Expr expr = PromqlParser.parse(query);
    if (expr.type() != ValueType.SCALAR && expr.type() != ValueType.VECTOR) {
      throw QueryException.badData(
          "invalid expression type "
              + GoText.quote(expr.type().description())
              + " for range query, must be Scalar or instant Vector");
    }
    return context.run(() -> {
      try (var selectors = new Selectors(context, leaf, workers, lookbackMs)) {
        Value value = evaluation(context, selectors, query, steps).eval(expr, steps);
        return new QueryResult.Matrix(steps, rangeResult(value, steps));
      }
    });
  }

  private static HeldVector rangeResult(Value value, Steps steps) {
    return switch (value) {
      case Value.Scalar scalar -> {
        var result = new HeldVector(steps);
        result.add(Labels.EMPTY, scalar.values());
        yield result;
      }
      case Value.Vector vector -> {
        HeldVector held = vector.series().hold();
        List<Labels> labels = IntStream.range(0, held.count()).mapToObj(held::labels).toList();
        int[] present = IntStream.of(order(labels)).filter(held::hasValues).toArray();
        yield held.reordered(present);
      }
      case Value.Text text -> throw new IllegalStateException("BUG: text in a range: " + text);
    };
  }

  private static int[] order(List<Labels> labels) {
    return IntStream.range(0, labels.size())
        .boxed()
        .sorted(Comparator.comparing(labels::get))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
