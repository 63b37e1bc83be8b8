package dev.weir.query.logql;

/// Which lines of a log query are wanted: those in `[startNs, endNs)`, epoch nanoseconds, the
/// oldest `limit` of them (`forward`) or the newest; with an interval, at most one in so many
/// nanoseconds. `categorize` keeps labels apart by origin.
public record LogSearch(
    long startNs, long endNs, int limit, boolean forward, long intervalNs, boolean categorize) {

  public LogSearch {
    if (startNs > endNs || limit < 1 || intervalNs < 0) {
      throw new IllegalArgumentException("bad search: " + startNs + ", " + endNs + ", " + limit);
    }
  }

  /// The same between other times.
  LogSearch between(long otherStartNs, long otherEndNs) {
    return new LogSearch(otherStartNs, otherEndNs, limit, forward, intervalNs, categorize);
  }
}
