package dev.weir.alerting.eval;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.function.DoubleSupplier;

/// What evaluation counts. Any thread.
final class AlertingMetrics {
  final Counter evaluations;
  final Counter failures;
  final Counter missed;
  final Counter reloads;
  final Counter reloadFailures;
  final Counter published;
  final Counter publishFailures;
  final Counter stateWrites;
  final Counter stateFailures;
  final Counter lostSamples;
  final Counter lostEvents;
  final Counter bandSeriesRefused;
  final Counter cutAnnotations;
  final Histogram seconds;
  private final MetricRegistry registry;

  AlertingMetrics(MetricRegistry registry) {
    this.registry = registry;
    evaluations = registry.counter("weir_alerting_evaluations_total", "Rules evaluated.");
    failures =
        registry.counter(
            "weir_alerting_evaluation_failures_total", "Evaluations of rules that failed.");
    missed =
        registry.counter(
            "weir_alerting_iterations_missed_total",
            "Evaluations of groups left out because the one before took too long.");
    reloads = registry.counter("weir_alerting_rules_reloads_total", "Changes of rule files read.");
    reloadFailures =
        registry.counter(
            "weir_alerting_rules_reload_failures_total",
            "Changes of rule files of which at least one was not taken for its mistakes.");
    published =
        registry.counter(
            "weir_alerting_alerts_published_total", "Alerts handed to the notifier, repeats too.");
    publishFailures =
        registry.counter(
            "weir_alerting_publish_failures_total",
            "Hand-overs to the notifier that failed; they are repeated.");
    stateWrites =
        registry.counter("weir_alerting_state_writes_total", "Times alert states were saved.");
    stateFailures =
        registry.counter(
            "weir_alerting_state_failures_total",
            "Times alert states could not be saved; nothing is handed to the notifier until they"
                + " are.");
    lostSamples =
        registry.counter(
            "weir_alerting_samples_lost_total",
            "Samples of rules (recorded, ALERTS) that could not be stored.");
    lostEvents =
        registry.counter(
            "weir_alerting_events_lost_total",
            "Events of alerts lost because the pipeline of the logs took none.");
    bandSeriesRefused =
        registry.counter(
            "weir_alerting_anomaly_series_refused_total",
            "Series of anomaly rules left out because the rule had too many.");
    cutAnnotations =
        registry.counter(
            "weir_alerting_annotations_cut_total",
            "Alerts left without their annotations because those of their rule were too long.");
    seconds =
        registry.histogram("weir_alerting_group_seconds", "Duration of one evaluation of a group.");
  }

  void gauge(String name, String help, DoubleSupplier value, String... labels) {
    registry.gauge(name, help, value, labels);
  }
}
