package dev.weir.ingest.events;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Hands events to the log store and counts them. Any thread; never waits, keeps nothing: an event
/// that the pipeline of the logs does not take (full, closed) is dropped and counted.
public final class EventLog {
  /// What an event is: the label `kind`, in lower case.
  public enum Kind {
    COLLECTD,
    DOGSTATSD,
    SERVICE_CHECK;

    /// The label's value.
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Kind, Counter> taken = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> dropped = new EnumMap<>(Kind.class);
  private final Clock clock;
  private final LogIntake intake;
  private final LogEntries.TimeWindow window;

  /// Hands events to `intake`, which accepts the times of `window`.
  public EventLog(
      LogIntake intake, LogEntries.TimeWindow window, Clock clock, MetricRegistry registry) {
    this.intake = intake;
    this.window = window;
    this.clock = clock;
    for (Kind kind : Kind.values()) {
      taken.put(
          kind,
          registry.counter(
              "weir_ingest_events_total", "Events kept as log records.", "kind", kind.label()));
      dropped.put(
          kind,
          registry.counter(
              "weir_ingest_events_dropped_total",
              "Events lost because the pipeline of the logs took none.",
              "kind",
              kind.label()));
    }
  }

  /// Passes an event on.
  void append(Tenant tenant, Kind kind, LogRecord event) {
    intake
        .append(tenant, List.of(inWindow(event)))
        .whenComplete((nothing, failure) -> count(failure == null ? taken : dropped, kind));
  }

  /// An event from outside the window gets the present time and keeps its own as a field.
  private LogRecord inWindow(LogRecord event) {
    long ns = event.timestampNs();
    if (ns >= window.earliestNs() && ns <= window.latestNs()) {
      return event;
    }
    String sentAt = Instant.EPOCH.plusNanos(ns).toString();
    return new LogRecord(
        clock.wallMillis() * 1_000_000,
        event.stream(),
        event.fields().toBuilder().set(LogEntries.SENT_AT_FIELD, sentAt).build(),
        event.line());
  }

  private static void count(Map<Kind, Counter> counters, Kind kind) {
    Counter counter = counters.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }
}
