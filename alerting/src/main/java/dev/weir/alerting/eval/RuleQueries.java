package dev.weir.alerting.eval;

import dev.weir.alerting.template.TemplateSample;
import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.query.promql.QueryResult;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks the query engine on behalf of rules. Any thread.
///
/// Not behind the gate of the queries that people ask: a wall of dashboards must not hold back an
/// alert. The threads that evaluate are few, and so are the queries.
public final class RuleQueries {
  private final PromqlEngine engine;
  private final QueryLimits limits;
  private final Clock clock;
  private final Tenant tenant;

  public RuleQueries(PromqlEngine engine, QueryLimits limits, Clock clock, Tenant tenant) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
    this.tenant = tenant;
  }

  /// How far back an instant value may come from.
  long lookbackMs() {
    return engine.lookbackMs();
  }

  Tenant tenant() {
    return tenant;
  }

  /// What `expr` yields at `timeMs`; a scalar is one series without labels. Throws
  /// [QueryException], also when it takes longer than `timeout`.
  List<TemplateSample> instant(String expr, long timeMs, Duration timeout) {
    QueryResult result = engine.instant(context(timeout), expr, timeMs);
    return switch (result) {
      case QueryResult.Scalar scalar -> List.of(new TemplateSample(Labels.EMPTY, scalar.value()));
      case QueryResult.Vector vector -> samples(vector.series());
      case QueryResult.Text text -> throw notVector();
      case QueryResult.Matrix matrix -> throw notVector();
      case QueryResult.Samples samples -> throw notVector();
    };
  }

  private static QueryException notVector() {
    return QueryException.badData("rule result is not a vector or scalar");
  }

  private static List<TemplateSample> samples(HeldVector series) {
    var found = new ArrayList<TemplateSample>(series.count());
    for (int i = 0; i < series.count(); i++) {
      double value = series.row(i)[0];
      if (!Absent.is(value)) {
        found.add(new TemplateSample(series.labels(i), value));
      }
    }
    return found;
  }

  /// What `expr` yielded at each of `steps`.
  HeldVector range(String expr, Steps steps, Duration timeout) {
    return engine.range(context(timeout), expr, steps).series();
  }

  private QueryContext context(Duration timeout) {
    Duration within = timeout.compareTo(limits.timeout()) < 0 ? timeout : limits.timeout();
    return new QueryContext(limits.withTimeout(within), clock, tenant);
  }
}
