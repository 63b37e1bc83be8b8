package dev.weir.query.engine;

import java.time.Duration;

/// What one query may cost. Each limit that is hit is counted by name.
///
/// - `timeout`: from the request to the last byte; also the longest that a caller may ask for
/// - `maxSamples`: samples decoded
/// - `maxSeries`: series selected
/// - `maxPointsPerSeries`: steps of a range query
/// - `maxMemoryBytes`: rows of intermediate and final results held at a time
/// - `concurrency`: queries evaluated at a time; more wait within their deadline
public record QueryLimits(
    Duration timeout,
    long maxSamples,
    long maxSeries,
    int maxPointsPerSeries,
    long maxMemoryBytes,
    int concurrency) {

  /// 30 s, 50 million samples, 1 million series, 11,000 points, a third of the heap, 20 at a time.
  public static QueryLimits defaults() {
    return new QueryLimits(
        Duration.ofSeconds(30),
        50_000_000,
        1_000_000,
        11_000,
        Runtime.getRuntime().maxMemory() / 3,
        20);
  }

  public QueryLimits {
    if (timeout.isNegative()
        || timeout.isZero()
        || maxSamples < 1
        || maxSeries < 1
        || maxPointsPerSeries < 1
        || maxMemoryBytes < 1
        || concurrency < 1) {
      throw new IllegalArgumentException("query limits must be positive");
    }
  }

  /// The same with another timeout.
  public QueryLimits withTimeout(Duration other) {
    return new QueryLimits(
        other, maxSamples, maxSeries, maxPointsPerSeries, maxMemoryBytes, concurrency);
  }
}
