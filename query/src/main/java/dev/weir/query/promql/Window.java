package dev.weir.query.promql;

/// The samples of one series that lie in one window: indexes `from` to `to` (exclusive) of `times`
/// and `values`, ascending, no staleness markers. Moved along by [WindowSweep]; one thread. The
/// arrays hold all samples of the series, `length` of them.
final class Window {
  long[] times = new long[0];
  double[] values = new double[0];
  int length;
  int from;
  int to;

  /// The window is `(startMs, endMs]`.
  long startMs;

  long endMs;

  /// The time of the step, which differs from `endMs` under `offset` and `@`.
  long evalMs;

  /// The scalar arguments of the call at this step, in order.
  double first;

  double second;

  int count() {
    return to - from;
  }
}
