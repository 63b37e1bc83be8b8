package dev.weir.alerting.rule;

import dev.weir.storage.model.Labels;
import java.util.SortedMap;

/// One rule of a group, checked. Equal rules behave the same.
public sealed interface Rule {
  /// What it is called: the alert's name, or the metric that is recorded.
  String name();

  /// PromQL as it stands in the file.
  String expr();

  /// The labels that it adds, those of its group included; values of alerts are templates.
  SortedMap<String, String> labels();

  /// `record`: stores what its expression yields as a series.
  record Recording(String name, String expr, SortedMap<String, String> labels) implements Rule {}

  /// `alert`: raises one alert for each series that its expression yields.
  record Alerting(
      String name,
      String expr,
      SortedMap<String, String> labels,
      SortedMap<String, String> annotations,
      Holding holding)
      implements Rule {}

  /// `anomaly`: raises one alert for each series of its expression that leaves the band it usually
  /// keeps to.
  record Anomaly(Alerting alert, BandRule band) implements Rule {
    @Override
    public String name() {
      return alert.name();
    }

    @Override
    public String expr() {
      return alert.expr();
    }

    @Override
    public SortedMap<String, String> labels() {
      return alert.labels();
    }
  }

  /// How long things must be so.
  ///
  /// @param forMs how long the expression must be true before the alert fires
  /// @param keepFiringForMs how long it goes on firing after the expression was last true
  record Holding(long forMs, long keepFiringForMs) {
    static final Holding NONE = new Holding(0, 0);
  }

  /// The alert that this rule raises, or null for one that records.
  static Rule.@org.jspecify.annotations.Nullable Alerting alertOf(Rule rule) {
    return switch (rule) {
      case Alerting alert -> alert;
      case Anomaly anomaly -> anomaly.alert();
      case Recording recording -> null;
    };
  }

  /// What makes a rule the same rule over a reload, so that it keeps its alerts: kind, name,
  /// expression and labels. A change of `for`, annotations or place in the file changes nothing.
  static String identity(Rule rule) {
    String kind =
        switch (rule) {
          case Recording recording -> "record";
          case Alerting alert -> "alert";
          case Anomaly anomaly -> "anomaly";
        };
    return kind + '\n' + rule.name() + '\n' + rule.expr() + '\n' + Labels.of(rule.labels());
  }
}
