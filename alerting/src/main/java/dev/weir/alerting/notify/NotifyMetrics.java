package dev.weir.alerting.notify;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.function.DoubleSupplier;

/// The metrics of notifications. Receivers are few and named by the configuration.
final class NotifyMetrics {
  final Counter refusedAlerts;
  final Counter damagedRecords;
  final Counter writeFailures;
  private final MetricRegistry registry;

  NotifyMetrics(MetricRegistry registry) {
    this.registry = registry;
    refusedAlerts =
        registry.counter(
            "weir_alerting_notifications_refused_alerts_total",
            "Alerts for which notifications had no room.");
    damagedRecords =
        registry.counter(
            "weir_alerting_notifications_damaged_records_total",
            "Stored records of notifications that could not be read.");
    writeFailures =
        registry.counter(
            "weir_alerting_notifications_write_failures_total",
            "Changes of notifications that could not be stored and are tried again.");
  }

  void alerts(DoubleSupplier count) {
    registry.gauge(
        "weir_alerting_notifications_alerts",
        "Alerts that fire, or have ended while a receiver is still to be told.",
        count);
  }

  /// Messages to a receiver by what became of them: `sent`, `rejected`, `dead_letter`.
  Counter outcome(String receiver, String outcome) {
    return registry.counter(
        "weir_alerting_notifications_total",
        "Messages to receivers by what became of them.",
        "receiver",
        receiver,
        "outcome",
        outcome);
  }

  Counter retries(String receiver) {
    return registry.counter(
        "weir_alerting_notification_retries_total",
        "Attempts that failed and are made again.",
        "receiver",
        receiver);
  }

  Histogram latency(String receiver) {
    return registry.histogram(
        "weir_alerting_notification_seconds",
        "Durations of attempts to tell a receiver.",
        "receiver",
        receiver);
  }

  void pending(String receiver, DoubleSupplier count) {
    registry.gauge(
        "weir_alerting_notifications_pending",
        "Groups of alerts that a receiver is still to be told of.",
        count,
        "receiver",
        receiver);
  }
}
