package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.query.promql.Numbers;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Writes what happens to alerts and rules as log records, `{job="events", kind="alert"}`: for
/// annotations in charts, for search, for explain. Any thread; never waits. An event that the
/// pipeline of the logs does not take is dropped and counted.
final class AlertEvents {
  private static final Set<String> GRAVE =
      Set.of("critical", "page", "error", "fatal", "emergency");
  private static final List<String> WHERE = List.of("instance", "host", "node", "service", "job");
  private static final int MAX_LINE = 4_096;

  private final LogIntake intake;
  private final Tenant tenant;
  private final Clock clock;
  private final AlertingMetrics metrics;

  AlertEvents(LogIntake intake, Tenant tenant, Clock clock, AlertingMetrics metrics) {
    this.intake = intake;
    this.tenant = tenant;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// An alert began to fire or ended.
  void step(RuleGroup group, String rule, AlertInstance alert) {
    boolean isFiring = alert.state() == State.FIRING;
    String level = !isFiring ? "info" : isGrave(alert.labels()) ? "error" : "warn";
    LabelsBuilder fields = alert.labels().toBuilder();
    fields.set("alertname", rule);
    fields.set("state", name(alert.state()));
    fields.set("value", Numbers.format(alert.value()));
    fields.set("rule", group.name() + '/' + rule);
    append(level, fields.build(), line(rule, alert));
  }

  /// A rule began to fail, or is evaluated again.
  void health(RuleGroup group, String rule, String state, String line) {
    Labels fields = Labels.of("alertname", rule, "state", state, "rule", group.name() + '/' + rule);
    append(state.equals("error") ? "error" : "info", fields, line);
  }

  /// Rule files were read.
  void reloaded(boolean isSound, String line) {
    Labels fields = Labels.of("state", isSound ? "reloaded" : "reload_failed");
    append(isSound ? "info" : "error", fields, line);
  }

  private static boolean isGrave(Labels labels) {
    return GRAVE.contains(labels.valueOrEmpty("severity").toLowerCase(Locale.ROOT));
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// `HighLoad firing on web1: load 12.3 above 10`.
  static String line(String rule, AlertInstance alert) {
    var line = new StringBuilder(rule).append(' ').append(name(alert.state()));
    for (String label : WHERE) {
      String place = alert.labels().find(label);
      if (place != null) {
        line.append(" on ").append(place);
        break;
      }
    }
    String summary = alert.annotations().get("summary");
    String what = summary == null ? alert.annotations().get("description") : summary;
    line.append(": ");
    line.append(
        what == null || what.isBlank()
            ? "value " + Numbers.format(alert.value())
            : what.strip().replaceAll("\\s+", " "));
    return line.toString();
  }

  private void append(String level, Labels fields, String line) {
    Labels stream = Labels.of("job", "events", "kind", "alert", "level", level);
    String cut = line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE);
    var event = new LogRecord(clock.wallMillis() * 1_000_000, stream, fields, cut);
    intake
        .append(tenant, List.of(event))
        .whenComplete((nothing, failure) -> {
          if (failure != null) {
            metrics.lostEvents.increment();
          }
        });
  }
}
