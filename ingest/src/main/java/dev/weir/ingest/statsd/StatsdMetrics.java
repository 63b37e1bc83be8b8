package dev.weir.ingest.statsd;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;

/// What statsd aggregation counts about itself: everything dropped for a limit, and its size. The
/// counters are safe from any thread; the sizes are written by the apply thread.
final class StatsdMetrics {
  private static final String DROPPED = "weir_ingest_statsd_dropped_total";
  private static final String DROPPED_HELP =
      "Statsd samples dropped because a limit of the aggregation windows was reached.";

  final Counter overNames;
  final Counter overTimerValues;
  final Counter overSetMembers;
  final Counter overTenants;
  final Counter forgottenNames;
  private volatile int names;

  StatsdMetrics(MetricRegistry registry) {
    overNames = registry.counter(DROPPED, DROPPED_HELP, "limit", "names");
    overTimerValues = registry.counter(DROPPED, DROPPED_HELP, "limit", "timer_values");
    overSetMembers = registry.counter(DROPPED, DROPPED_HELP, "limit", "set_members");
    overTenants = registry.counter(DROPPED, DROPPED_HELP, "limit", "tenants");
    forgottenNames =
        registry.counter(
            "weir_ingest_statsd_forgotten_names_total",
            "Idle statsd names forgotten because there were more than may go on being emitted.");
    registry.gauge(
        "weir_ingest_statsd_names", "Names in the statsd aggregation windows.", () -> names);
  }

  void names(int count) {
    names = count;
  }
}
