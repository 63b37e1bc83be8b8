package dev.weir.alerting;

import dev.weir.alerting.eval.RuleEngine;
import dev.weir.alerting.eval.RuleQueries;
import dev.weir.alerting.http.AlertingRoutes;
import dev.weir.alerting.http.RulesApi;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.http.PrometheusSources;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.meta.MetaStore;
import dev.weir.storage.model.Intake;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.util.List;

/// Alerting as a whole: makes its parts and connects them. The server makes one, starts it when
/// queries and intake work, shows its routes, and closes it before they stop.
public final class Alerting implements AutoCloseable {
  /// Whom alerting asks, and where what it finds goes.
  ///
  /// @param engine answers the rules' expressions
  /// @param limits of one query
  /// @param intake takes recorded series
  /// @param logIntake takes events
  /// @param meta keeps the states of alerts
  /// @param sink tells people
  public record Ports(
      PromqlEngine engine,
      QueryLimits limits,
      Intake intake,
      LogIntake logIntake,
      MetaStore meta,
      AlertSink sink) {}

  private final RuleEngine engine;
  private final RulesApi api;
  private final AlertingRoutes routes;

  public Alerting(
      AlertingSettings settings,
      Ports ports,
      ReceiverSource receivers,
      Files files,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry metrics) {
    var queries = new RuleQueries(ports.engine(), ports.limits(), clock, Tenant.DEFAULT);
    engine =
        RuleEngine.of(
            settings,
            new RuleLoader(files, settings.rules()),
            queries,
            ports,
            clock,
            scheduler,
            metrics);
    api = new RulesApi(engine::status);
    routes = new AlertingRoutes(engine::files, receivers, engine::reload);
  }

  /// Restores alerts, loads the rules and begins to evaluate them. Mistakes in rules are logged and
  /// shown; only a store that cannot be read throws.
  public void start() throws IOException {
    engine.start();
  }

  /// What `/api/v1/rules` and `/api/v1/alerts` show.
  public PrometheusSources.RuleSource ruleSource() {
    return api;
  }

  public List<Route> routes() {
    return routes.routes();
  }

  /// Ends evaluation; running ones get two seconds.
  @Override
  public void close() {
    engine.close();
  }
}
