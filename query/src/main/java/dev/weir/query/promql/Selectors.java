package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.LazyVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.engine.RowKernel;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.WindowSweep.WindowShape;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.Timing;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.metrics.SampleSet;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Reads selectors from the store: one look-up per selector and query, one decode per series,
/// whatever the number of steps. Sample sets stay open until [#close]. One query, one thread; the
/// kernels handed out may run on others.
final class Selectors implements AutoCloseable {
  private final QueryContext context;
  private final QueryLeaf leaf;
  private final QueryWorkers workers;
  private final long lookbackMs;
  private final List<SampleSet> open = new ArrayList<>();

  Selectors(QueryContext context, QueryLeaf leaf, QueryWorkers workers, long lookbackMs) {
    this.context = context;
    this.leaf = leaf;
    this.workers = workers;
    this.lookbackMs = lookbackMs;
  }

  /// The newest sample of each series within the lookback of each step, or its time in seconds.
  SeriesVector instant(
      Expr.VectorSelector selector, Steps steps, WindowShape bounds, boolean wantsTime) {
    var shape =
        new WindowShape(lookbackMs, selector.timing(), bounds.queryStartMs(), bounds.queryEndMs());
    SampleSet found = select(selector, steps, shape);
    return new LazyVector(
        context,
        workers,
        steps,
        found.seriesCount(),
        found::labels,
        () -> {
          var columns = new SampleColumns();
          return (index, out) -> {
            context.check();
            found.read(index, columns);
            latest(columns, steps, shape, wantsTime, out);
          };
        });
  }

  private static void latest(
      SampleColumns columns, Steps steps, WindowShape shape, boolean wantsTime, double[] out) {
    long[] times = columns.timestamps();
    double[] values = columns.values();
    int length = columns.length();
    int next = 0;
    for (int step = 0; step < out.length; step++) {
      long end = shape.endMs(steps.timeMs(step));
      while (next < length && times[next] <= end) {
        next++;
      }
      if (next == 0 || times[next - 1] <= end - shape.rangeMs()) {
        out[step] = Absent.VALUE;
      } else { // a staleness marker is the absent value
        double value = values[next - 1];
        out[step] = wantsTime && !Absent.is(value) ? times[next - 1] / 1000.0 : value;
      }
    }
  }

  /// `function` over the window of a range selector.
  SeriesVector window(
      Expr.MatrixSelector matrix,
      Steps steps,
      WindowShape shape,
      Supplier<WindowFunction> function,
      double[][] parameters) {
    SampleSet found = select(matrix.vector(), steps, shape);
    return new LazyVector(
        context,
        workers,
        steps,
        found.seriesCount(),
        found::labels,
        () -> {
          var sweep = new WindowSweep(function.get(), steps, shape, parameters);
          var columns = new SampleColumns();
          return (index, out) -> {
            context.check();
            found.read(index, columns);
            int length = dropStale(columns);
            sweep.compute(columns.timestamps(), columns.values(), length, out);
          };
        });
  }

  /// `function` over the window of a subquery whose inner vector is `inner`.
  LazyVector window(
      SeriesVector inner,
      Steps steps,
      WindowShape shape,
      Supplier<WindowFunction> function,
      double[][] parameters) {
    Steps innerSteps = inner.steps();
    Supplier<RowKernel> kernels = inner.kernels();
    return new LazyVector(
        context,
        workers,
        steps,
        inner.count(),
        inner::labels,
        () -> {
          RowKernel kernel = kernels.get();
          var sweep = new WindowSweep(function.get(), steps, shape, parameters);
          var row = new double[innerSteps.count()];
          var times = new long[row.length];
          return (index, out) -> {
            context.check();
            kernel.compute(index, row);
            sweep.compute(times, row, pack(innerSteps, row, times), out);
          };
        });
  }

  /// Moves the present values of `row` to its front and writes their times.
  private static int pack(Steps steps, double[] row, long[] times) {
    int length = 0;
    for (int step = 0; step < row.length; step++) {
      if (!Absent.is(row[step])) {
        times[length] = steps.timeMs(step);
        row[length++] = row[step];
      }
    }
    return length;
  }

  /// The raw samples of a range selector at one time.
  QueryResult.Samples samples(Expr.MatrixSelector matrix, long timeMs, WindowShape shape) {
    SampleSet found = select(matrix.vector(), Steps.instant(timeMs), shape);
    List<Labels> labels = new ArrayList<>();
    List<SampleColumns> columns = new ArrayList<>();
    for (int i = 0; i < found.seriesCount(); i++) {
      context.check();
      var samples = new SampleColumns(64);
      found.read(i, samples);
      if (dropStale(samples) > 0) {
        context.chargeMemory(16L * samples.length());
        labels.add(found.labels(i));
        columns.add(samples);
      }
    }
    return new QueryResult.Samples(labels, columns);
  }

  private SampleSet select(Expr.VectorSelector selector, Steps steps, WindowShape shape) {
    long first = shape.endMs(steps.startMs());
    long last = shape.endMs(steps.endMs());
    var range = new TimeRange(first - shape.rangeMs() + 1, last + 1);
    try (var step = context.trace().begin("select")) {
      SampleSet found =
          leaf.samples(new LeafPlan.Samples(context.tenant(), selector.matchers(), range), context);
      open.add(found);
      step.detail(selector.matchers() + ": " + found.seriesCount() + " series");
      return found;
    }
  }

  private static int dropStale(SampleColumns columns) {
    long[] times = columns.timestamps();
    double[] values = columns.values();
    int length = columns.length();
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (!Staleness.isStale(values[i])) {
        times[kept] = times[i];
        values[kept++] = values[i];
      }
    }
    columns.setLength(kept);
    return kept;
  }

  /// The steps at which a subquery evaluates its expression: multiples of its step after the start
  /// of the first window up to the end of the last.
  static Steps subquerySteps(Steps steps, WindowShape shape, long stepMs) {
    long start = shape.endMs(steps.startMs()) - shape.rangeMs();
    long end = shape.endMs(steps.endMs());
    long first = (Math.floorDiv(start, stepMs) + 1) * stepMs;
    return Steps.range(first, end, stepMs);
  }

  /// `timing` without its parts, for shapes that only carry the query's bounds.
  static WindowShape bounds(long queryStartMs, long queryEndMs) {
    return new WindowShape(0, Timing.NONE, queryStartMs, queryEndMs);
  }

  @Override
  public void close() {
    open.forEach(SampleSet::close);
    open.clear();
  }

  static double[] constant(Steps steps, double value) {
    var values = new double[steps.count()];
    Arrays.fill(values, value);
    return values;
  }
}
