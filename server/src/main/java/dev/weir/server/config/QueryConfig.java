package dev.weir.server.config;

import java.time.Duration;

/// `query.*`: what one query may spend.
///
/// @param timeout after which a query is ended
/// @param concurrency queries evaluated at once; further ones wait, then get 503
/// @param maxSamples samples one query may decode
/// @param maxSeries series one query may select
/// @param lookback how far back an instant value may come from
public record QueryConfig(
    Duration timeout, int concurrency, long maxSamples, int maxSeries, Duration lookback) {

  static QueryConfig read(Settings settings) {
    return new QueryConfig(
        settings.duration(
            "query.timeout", "30s", Duration.ofMillis(10), "After this a query is ended with 503."),
        settings.count(
            "query.concurrency", "20", 1, 10_000, "Queries evaluated at once; others wait."),
        settings.count(
            "query.max_samples",
            "50000000",
            1,
            Integer.MAX_VALUE,
            "Samples one query may decode; over it: 422."),
        settings.count(
            "query.max_series",
            "1000000",
            1,
            Integer.MAX_VALUE,
            "Series one query may select; over it: 422."),
        settings.duration(
            "query.lookback",
            "5m",
            Duration.ofSeconds(1),
            "How far back the value of an instant may come from (PromQL)."));
  }
}
