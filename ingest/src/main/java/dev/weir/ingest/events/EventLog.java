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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Hands events to the log store and counts them. Any thread; never waits, keeps nothing: an event
/// that the pipeline of the logs does not take (full, closed, not there yet) is dropped and
/// counted.
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

  private record Target(LogIntake intake, LogEntries.TimeWindow window) {}

  private final Map<Kind, Counter> taken = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> dropped = new EnumMap<>(Kind.class);
  private final Clock clock;
  private volatile @Nullable Target target;

  public EventLog(Clock clock, MetricRegistry registry) {
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

  /// Says where events go from now on, and which times are accepted there.
  public void attach(LogIntake intake, LogEntries.TimeWindow window) {
    target = new Target(intake, window);
  }

  /// Passes an event on.
  void append(Tenant tenant, Kind kind, LogRecord event) {
    Target to = target;
    CompletableFuture<Void> result =
        to == null
            ? CompletableFuture.failedFuture(new IllegalStateException("nobody takes events"))
            : to.intake().append(tenant, List.of(inWindow(event, to.window())));
    result.whenComplete((nothing, failure) -> count(failure == null ? taken : dropped, kind));
  }

  /// An event from outside the window gets the present time and keeps its own as a field.
  private LogRecord inWindow(LogRecord event, LogEntries.TimeWindow window) {
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
