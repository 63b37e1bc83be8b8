package dev.weir.storage.logs;

/// Receives what a search finds. Called by the searching thread only.
public interface LogSink {
  /// Rows that satisfy the plan: one stream, ascending by time, equal times in order of arrival.
  /// Valid until this returns. Under an order other than `ANY` batches come roughly in that order:
  /// only [#earliestNs()] and [#latestNs()] say what may be left out.
  void accept(LogRows rows);

  /// Rows before this are not wanted any more; may only grow. A sink that keeps the newest `limit`
  /// lines answers the time of the oldest of them once it is full.
  default long earliestNs() {
    return Long.MIN_VALUE;
  }

  /// Rows after this are not wanted any more; may only shrink.
  default long latestNs() {
    return Long.MAX_VALUE;
  }
}
