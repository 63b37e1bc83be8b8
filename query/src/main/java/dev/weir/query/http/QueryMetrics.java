package dev.weir.query.http;

import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;

/// The metrics of this module.
final class QueryMetrics {
  private final Histogram instant;
  private final Histogram range;
  private final Counter samples;
  private final Counter series;
  private final Counter clientsGone;
  private final Map<QueryException.Kind, Counter> failures =
      new EnumMap<>(QueryException.Kind.class);

  QueryMetrics(MetricRegistry registry, QueryGate gate, QueryLimits limits) {
    String durations = "Time from reading a query to its result, before it is written.";
    instant = registry.histogram("weir_query_duration_seconds", durations, "kind", "instant");
    range = registry.histogram("weir_query_duration_seconds", durations, "kind", "range");
    samples = registry.counter("weir_query_samples_total", "Samples decoded for queries.");
    series = registry.counter("weir_query_series_total", "Series selected by queries.");
    clientsGone =
        registry.counter(
            "weir_query_clients_gone_total", "Answers whose receiver had left before the end.");
    registry.gauge(
        "weir_query_running", "Queries running.", () -> limits.concurrency() - gate.available());
    for (QueryException.Kind kind : QueryException.Kind.values()) {
      failures.put(
          kind,
          registry.counter(
              "weir_query_failures_total",
              "Queries without an answer, by kind.",
              "kind",
              kind.symbol()));
    }
  }

  void finished(boolean isRange, long nanos, long samplesRead, long seriesRead) {
    (isRange ? range : instant).observeNanos(nanos);
    samples.add(samplesRead);
    series.add(seriesRead);
  }

  void failed(QueryException.Kind kind) {
    Counter counter = failures.get(kind);
    assert counter != null : kind;
    counter.increment();
  }

  void clientGone() {
    clientsGone.increment();
  }
}
