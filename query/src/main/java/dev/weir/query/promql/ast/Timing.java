package dev.weir.query.promql.ast;

import org.jspecify.annotations.Nullable;

/// The `offset` and `@` of a selector or subquery. A positive offset looks back.
public record Timing(long offsetMs, @Nullable At at) {
  /// Neither.
  public static final Timing NONE = new Timing(0, null);

  /// The fixed time of an `@` modifier.
  public sealed interface At {
    /// `@ 1609746000`.
    record Timestamp(long timestampMs) implements At {}

    /// `@ start()`: where the query begins.
    record Start() implements At {}

    /// `@ end()`: where the query ends.
    record End() implements At {}
  }

  /// The end of the window for evaluation time `evalMs` in a query over `[queryStartMs,
  /// queryEndMs]`.
  public long windowEndMs(long evalMs, long queryStartMs, long queryEndMs) {
    return switch (at) {
      case null -> evalMs - offsetMs;
      case At.Timestamp fixed -> fixed.timestampMs() - offsetMs;
      case At.Start start -> queryStartMs - offsetMs;
      case At.End end -> queryEndMs - offsetMs;
    };
  }
}
