package dev.weir.query.logql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryTrace;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.Stage;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Evaluates a function of a range of lines, at all evaluations, in one pass over the store. The
/// labels of a `sum by` around it are grouped by right here, so that there is one row for each
/// group and not for each stream. One thread.
final class RangeAggregator {
  private final LogStore store;
  private final QueryContext context;
  private final QueryStats stats;

  RangeAggregator(LogStore store, QueryContext context, QueryStats stats) {
    this.store = store;
    this.context = context;
    this.stats = stats;
  }

  /// True when a `sum` around `aggregation` may as well be formed line by line.
  static boolean takesSum(RangeAggregation aggregation) {
    if (aggregation.grouping() != null) {
      return false;
    }
    return switch (aggregation.function()) {
      case COUNT_OVER_TIME, RATE, BYTES_RATE, BYTES_OVER_TIME, SUM_OVER_TIME -> true;
      case RATE_COUNTER,
          AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDDEV_OVER_TIME,
          STDVAR_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME,
          ABSENT_OVER_TIME ->
          false;
    };
  }

  /// `sum` is the grouping of the sum around it, null when there is none.
  HeldVector eval(RangeAggregation aggregation, @Nullable Grouping sum, TimeGrid grid) {
    boolean isAbsent = aggregation.function() == RangeFunction.ABSENT_OVER_TIME;
    Grouping grouping =
        isAbsent
            ? new Grouping(false, List.of())
            : aggregation.grouping() != null ? aggregation.grouping() : sum;
    Unwrap unwrap = aggregation.unwrap();
    SeriesKeys keys = SeriesKeys.of(context, grouping, unwrap == null ? null : unwrap.label());
    List<String> by = keys.by();
    LogPipeline pipeline =
        LogPipeline.compile(withoutIdleDrops(aggregation), by == null ? null : new HashSet<>(by));
    TimeGrid shifted = grid.minus(aggregation.offsetNs());
    var windows = new WindowCursor(shifted, aggregation.rangeNs());
    boolean countsBytes = countsBytes(aggregation.function());
    LogPlan plan = plan(aggregation, pipeline, windows, keys, countsBytes);
    try (QueryTrace.Step step = context.trace().begin(name(aggregation.function()))) {
      HeldVector result =
          unwrap == null || isAbsent
              ? counted(aggregation, pipeline, windows, keys, plan, grid)
              : reduced(aggregation, pipeline, windows, keys, plan, grid, shifted);
      step.detail(stats.lines() + " lines into " + result.count() + " series");
      return isAbsent ? absent(aggregation, result, grid) : result;
    }
  }

  /// Without `drop __error__` where nothing before it can fail: Grafana adds it to each query for a
  /// histogram of lines, which then needs to look at no line.
  private static RangeAggregation withoutIdleDrops(RangeAggregation aggregation) {
    List<Stage> stages = new ArrayList<>(aggregation.query().stages());
    int at = 0;
    while (at < stages.size()) {
      Stage stage = stages.get(at);
      if (stage instanceof Stage.Drop drop && dropsErrorsOnly(drop)) {
        stages.remove(at);
      } else if (stage instanceof Stage.LineFilterStage) {
        at++;
      } else {
        break;
      }
    }
    return new RangeAggregation(
        aggregation.function(),
        aggregation.parameter(),
        new LogQuery(aggregation.query().selector(), stages),
        aggregation.unwrap(),
        aggregation.rangeNs(),
        aggregation.offsetNs(),
        aggregation.grouping());
  }

  private static boolean dropsErrorsOnly(Stage.Drop drop) {
    return drop.matchers().isEmpty() && drop.names().stream().allMatch(LineState::isReserved);
  }

  private static String name(RangeFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private static boolean countsBytes(RangeFunction function) {
    return function == RangeFunction.BYTES_OVER_TIME || function == RangeFunction.BYTES_RATE;
  }

  private HeldVector counted(
      RangeAggregation aggregation,
      LogPipeline pipeline,
      WindowCursor windows,
      SeriesKeys keys,
      LogPlan plan,
      TimeGrid grid) {
    boolean bytes = countsBytes(aggregation.function());
    var counts = new CountRows(context, grid.count(), bytes);
    var sink = new CountSink(context, stats, pipeline, keys, windows, counts, bytes);
    store.search(plan, sink, context);
    boolean perSecond =
        aggregation.function() == RangeFunction.RATE
            || aggregation.function() == RangeFunction.BYTES_RATE;
    double divisor = perSecond ? aggregation.rangeNs() / 1e9 : 1;
    var result = new HeldVector(grid.steps());
    for (int series = 0; series < counts.count(); series++) {
      result.add(keys.labels(series), counts.row(series, divisor));
    }
    return result;
  }

  private HeldVector reduced(
      RangeAggregation aggregation,
      LogPipeline pipeline,
      WindowCursor windows,
      SeriesKeys keys,
      LogPlan plan,
      TimeGrid grid,
      TimeGrid shifted) {
    var sink = new ValueSink(context, stats, pipeline, keys, windows);
    store.search(plan, sink, context);
    var reducer = new WindowReducer(aggregation, shifted);
    var result = new HeldVector(grid.steps());
    List<EventColumns> all = sink.series();
    for (int series = 0; series < all.size(); series++) {
      context.chargeMemory((long) Double.BYTES * grid.count());
      result.add(keys.labels(series), reducer.row(all.get(series), context));
    }
    return result;
  }

  private LogPlan plan(
      RangeAggregation aggregation,
      LogPipeline pipeline,
      WindowCursor windows,
      SeriesKeys keys,
      boolean countsBytes) {
    Set<LogPlan.Need> needs = EnumSet.noneOf(LogPlan.Need.class);
    LogPlan plan =
        LogPlan.of(
                context.tenant(),
                aggregation.query().selector(),
                windows.earliestNs(),
                windows.endNs())
            .withFilters(pipeline.pushedDown());
    if (!pipeline.isIdentity()) {
      needs.addAll(pipeline.needs());
    } else if (needsFields(plan, keys.by())) {
      needs.add(LogPlan.Need.FIELDS);
    }
    if (countsBytes) {
      needs.add(LogPlan.Need.LINES);
    }
    return plan.withNeeds(needs);
  }

  /// Fields are looked at only when some stream lacks a label that counts.
  private boolean needsFields(LogPlan plan, @Nullable List<String> by) {
    if (by == null || by.isEmpty()) {
      return by == null;
    }
    for (StreamSummary summary : store.streams(plan, new ChecksOnly(context))) {
      for (String name : by) {
        if (summary.stream().find(name) == null) {
          return true;
        }
      }
    }
    return false;
  }

  /// Streams that are looked at once more are not charged again.
  private record ChecksOnly(QueryBudget budget) implements QueryBudget {
    @Override
    public void chargeSeries(long count) {}

    @Override
    public void chargeSamples(long count) {}

    @Override
    public void check() {
      budget.check();
    }
  }

  /// 1 wherever nothing was counted, under the labels that the selector demands.
  private HeldVector absent(RangeAggregation aggregation, HeldVector counted, TimeGrid grid) {
    var row = new double[grid.count()];
    Arrays.fill(row, 1);
    if (counted.count() > 0) {
      double[] counts = counted.row(0);
      for (int step = 0; step < row.length; step++) {
        row[step] = Absent.is(counts[step]) ? 1 : Absent.VALUE;
      }
    }
    var result = new HeldVector(grid.steps());
    result.add(demanded(aggregation.query().selector()), row);
    return result;
  }

  /// The labels of matchers for equality, unless another matcher speaks of the same label.
  private static Labels demanded(List<Matcher> selector) {
    var labels = new LabelsBuilder();
    for (Matcher matcher : selector) {
      long others = selector.stream().filter(m -> m.name().equals(matcher.name())).count();
      if (matcher.op() == Matcher.Op.EQUAL && others == 1) {
        labels.set(matcher.name(), matcher.value());
      }
    }
    return labels.build();
  }
}
