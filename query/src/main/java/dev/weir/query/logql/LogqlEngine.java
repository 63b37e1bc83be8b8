package dev.weir.query.logql;

import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryTrace;
import dev.weir.query.logql.LogqlResult.Stream;
import dev.weir.query.logql.LogqlResult.Streams;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Evaluates LogQL over a log store, as Loki does: what it says about windows `(t - range, t]`,
/// label conflicts and errors holds here. Stateless; any thread, each query on the thread that
/// asks.
public final class LogqlEngine {
  private final LogStore store;

  public LogqlEngine(LogStore store) {
    this.store = store;
  }

  /// The lines that a log query finds.
  public Streams lines(QueryContext context, QueryStats stats, LogQuery query, LogSearch search) {
    List<LogEntry> entries =
        search.intervalNs() == 0
            ? find(context, stats, query, search)
            : findApart(context, stats, query, search);
    return byLabels(entries, search.categorize());
  }

  private List<LogEntry> find(
      QueryContext context, QueryStats stats, LogQuery query, LogSearch search) {
    LogPipeline pipeline = LogPipeline.compile(query);
    LogPlan plan =
        LogPlan.of(context.tenant(), query.selector(), search.startNs(), search.endNs())
            .withFilters(pipeline.pushedDown())
            .withNeeds(pipeline.needs())
            .withOrder(search.forward() ? LogPlan.Order.OLDEST_FIRST : LogPlan.Order.NEWEST_FIRST);
    var sink = new EntrySink(context, stats, pipeline, search);
    try (QueryTrace.Step step = context.trace().begin("lines")) {
      store.search(plan, sink, context);
      List<LogEntry> entries = sink.entries();
      step.detail(stats.lines() + " lines, kept " + entries.size());
      return entries;
    }
  }

  /// Lines at least an interval apart: page by page, each beginning where the next line to be shown
  /// can be.
  private List<LogEntry> findApart(
      QueryContext context, QueryStats stats, LogQuery query, LogSearch search) {
    List<LogEntry> shown = new ArrayList<>();
    LogSearch page = search;
    while (page.startNs() < page.endNs()) {
      List<LogEntry> found = find(context, stats, query, page);
      for (LogEntry entry : found) {
        if (shown.size() == search.limit()) {
          return shown;
        }
        if (shown.isEmpty()
            || Math.abs(entry.timestampNs() - shown.getLast().timestampNs())
                >= search.intervalNs()) {
          shown.add(entry);
        }
      }
      if (found.size() < search.limit()) {
        return shown;
      }
      long last = shown.getLast().timestampNs();
      page =
          search.forward()
              ? page.between(Math.min(last + search.intervalNs(), page.endNs()), page.endNs())
              : page.between(
                  page.startNs(), Math.max(last - search.intervalNs() + 1, page.startNs()));
    }
    return shown;
  }

  private static Streams byLabels(List<LogEntry> entries, boolean categorized) {
    SortedMap<Labels, List<LogEntry>> byLabels = new TreeMap<>();
    for (LogEntry entry : entries) {
      byLabels.computeIfAbsent(entry.stream(), labels -> new ArrayList<>()).add(entry);
    }
    List<Stream> streams = new ArrayList<>(byLabels.size());
    byLabels.forEach((labels, lines) -> streams.add(new Stream(labels, lines)));
    return new Streams(streams, categorized);
  }

  /// The values of a metric query at one time.
  public LogqlResult instant(QueryContext context, QueryStats stats, MetricExpr expr, long timeNs) {
    TimeGrid grid = TimeGrid.instant(timeNs);
    return switch (new MetricEvaluator(store, context, stats, grid).eval(expr)) {
      case MetricEvaluator.Value.Scalar scalar -> new LogqlResult.Scalar(timeNs, scalar.value());
      case MetricEvaluator.Value.Series series ->
          new LogqlResult.Vector(timeNs, withValues(series.vector()));
    };
  }

  /// The values of a metric query at every time of a grid.
  public LogqlResult range(QueryContext context, QueryStats stats, MetricExpr expr, TimeGrid grid) {
    return switch (new MetricEvaluator(store, context, stats, grid).eval(expr)) {
      case MetricEvaluator.Value.Scalar scalar -> {
        var row = new double[grid.count()];
        Arrays.fill(row, scalar.value());
        var constant = new HeldVector(grid.steps());
        constant.add(Labels.EMPTY, row);
        yield new LogqlResult.Matrix(grid, constant);
      }
      case MetricEvaluator.Value.Series series ->
          new LogqlResult.Matrix(grid, sorted(withValues(series.vector())));
    };
  }

  private static HeldVector withValues(HeldVector vector) {
    return vector.reordered(IntStream.range(0, vector.count()).filter(vector::hasValues).toArray());
  }

  private static HeldVector sorted(HeldVector vector) {
    return vector.reordered(
        IntStream.range(0, vector.count())
            .boxed()
            .sorted((a, b) -> vector.labels(a).compareTo(vector.labels(b)))
            .mapToInt(Integer::intValue)
            .toArray());
  }
}
