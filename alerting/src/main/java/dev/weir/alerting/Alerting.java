package dev.weir.alerting;

import dev.weir.alerting.eval.RuleEngine;
import dev.weir.alerting.eval.RuleQueries;
import dev.weir.alerting.http.AlertingRoutes;
import dev.weir.alerting.http.AlertmanagerRoutes;
import dev.weir.alerting.http.RulesApi;
import dev.weir.alerting.notify.Notifier;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.alerting.silence.Silences;
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
import java.util.ArrayList;
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
  /// @param meta keeps the states of alerts, what was told of them, and silences
  public record Ports(
      PromqlEngine engine,
      QueryLimits limits,
      Intake intake,
      LogIntake logIntake,
      MetaStore meta) {}

  private final RuleEngine engine;
  private final Notifier notifier;
  private final RulesApi api;
  private final List<Route> routes = new ArrayList<>();

  /// Reads silences and what is left to tell; nothing is evaluated or told before [#start].
  /// `version` is the server's.
  public Alerting(
      AlertingSettings settings,
      Ports ports,
      String version,
      Files files,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry metrics)
      throws IOException {
    var silences = new Silences(ports.meta(), clock, metrics);
    notifier = new Notifier(settings.delivery(), ports.meta(), silences, clock, metrics);
    engine =
        RuleEngine.of(
            settings,
            new RuleLoader(files, settings.rules()),
            new RuleQueries(ports.engine(), ports.limits(), clock, Tenant.DEFAULT),
            ports,
            notifier,
            clock,
            scheduler,
            metrics);
    api = new RulesApi(engine::status);
    routes.addAll(new AlertingRoutes(engine::files, notifier, engine::reload).routes());
    routes.addAll(new AlertmanagerRoutes(clock, notifier, silences, version).routes());
  }

  /// Restores alerts, loads the rules and begins to evaluate and to tell. Mistakes in rules are
  /// logged and shown; only a store that cannot be read throws.
  public void start() throws IOException {
    engine.start();
    notifier.start();
  }

  /// What `/api/v1/rules` and `/api/v1/alerts` show.
  public PrometheusSources.RuleSource ruleSource() {
    return api;
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// Ends evaluation (running ones get two seconds), then what is being told.
  @Override
  public void close() {
    engine.close();
    notifier.close();
  }
}
