package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one query does with each line, compiled: the line filters that the store applies, and the
/// stages for the lines that it finds. One thread.
///
/// ```java
/// LogPipeline pipeline = LogPipeline.compile(query);
/// var plan = LogPlan.of(tenant, query.selector(), from, to)
///     .withFilters(pipeline.pushedDown()).withNeeds(pipeline.needs());
/// // in the sink:
/// if (pipeline.process(state.start(rows, row))) { ... state.merged() ... state.line() ... }
/// ```
public final class LogPipeline {
  private final List<LineFilter> pushedDown;
  private final Set<LogPlan.Need> needs;
  private final PipelineStage[] stages;

  LogPipeline(List<LineFilter> pushedDown, Set<LogPlan.Need> needs, List<PipelineStage> stages) {
    this.pushedDown = List.copyOf(pushedDown);
    this.needs = Set.copyOf(needs);
    this.stages = stages.toArray(PipelineStage[]::new);
  }

  /// The pipeline of a query whose lines and labels are all wanted. Throws [QueryException] of kind
  /// `bad_data` naming the stage that cannot be compiled.
  public static LogPipeline compile(LogQuery query) {
    return new PipelineCompiler(null).compile(query);
  }

  /// The pipeline of what is aggregated over a range, with its unwrap. `labels` are those that the
  /// result can show (from `by` of the aggregations around it and of its own), null when it may
  /// show all: others are not extracted unless a stage asks for them. As in Loki, what is not
  /// parsed has no mistakes: with nothing wanted, parsers set no `__error__`.
  public static LogPipeline compile(RangeAggregation aggregation, @Nullable Set<String> labels) {
    return new PipelineCompiler(labels).compile(aggregation);
  }

  /// Filters that the store must apply: [#process] does not.
  public List<LineFilter> pushedDown() {
    return pushedDown;
  }

  /// What rows must carry.
  public Set<LogPlan.Need> needs() {
    return needs;
  }

  /// True when neither stages nor an unwrap remain: [#process] keeps every row as it is.
  public boolean isIdentity() {
    return stages.length == 0;
  }

  /// Runs the stages over the row that `state` was started with. False when a filter drops it.
  public boolean process(LineState state) {
    for (PipelineStage stage : stages) {
      if (!stage.process(state)) {
        return false;
      }
    }
    return true;
  }
}
