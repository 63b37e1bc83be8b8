package dev.weir.query.logql;

import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers the series that the lines of one range aggregation fall into. The label set of the line
/// before is remembered, so that lines alike are counted without a look-up. One thread.
final class SeriesKeys {
  private final QueryContext context;
  private final LabelGrouping grouping;
  private final @Nullable List<String> by; // the labels that count, null when most do
  private @Nullable Labels lastLabels;
  private int lastOfLabels;

  private SeriesKeys(QueryContext context, LabelGrouping grouping, @Nullable List<String> by) {
    this.context = context;
    this.grouping = grouping;
    this.by = by;
  }

  /// Series by `by`, or by all labels when that is null; `unwrapped` is a label that never counts
  /// unless it is asked for by name.
  static SeriesKeys of(QueryContext context, @Nullable Grouping by, @Nullable String unwrapped) {
    if (by != null && !by.without()) {
      return new SeriesKeys(context, LabelGrouping.by(by.names()), by.names());
    }
    List<String> dropped = new ArrayList<>(by == null ? List.of() : by.names());
    if (unwrapped != null) {
      dropped.add(unwrapped);
    }
    return new SeriesKeys(context, LabelGrouping.without(dropped), null);
  }

  /// The only labels that count; null when all do but a few.
  @Nullable List<String> by() {
    return by;
  }

  /// The series of a line with these labels.
  @SuppressWarnings("ReferenceEquality") // equal labels that are not the same are merely looked up
  int of(Labels labels) {
    if (labels != lastLabels) {
      lastLabels = labels;
      lastOfLabels = grouping.add(labels);
      if (grouping.count() > context.limits().maxSeries()) {
        throw tooMany(context.limits().maxSeries());
      }
    }
    return lastOfLabels;
  }

  /// The series of a line that went through the stages.
  int of(LineState line) {
    return of(by == null ? line.merged() : line.select(by));
  }

  int count() {
    return grouping.count();
  }

  Labels labels(int series) {
    return grouping.groupLabels(series);
  }

  static QueryException tooMany(long limit) {
    return QueryException.badData(
        "maximum number of series ("
            + limit
            + ") reached for a single query; consider reducing query cardinality by adding more"
            + " specific stream selectors, reducing the time range, or aggregating results with"
            + " functions like sum(), count() or topk()");
  }
}
