package dev.weir.query.logql;

/// Says in which windows of a grid a time lies: the windows `(t - range, t]` of evaluations
/// `first()` to `last()`, none when `first() > last()`.
///
/// Remembers up to which time the answer stays the same, so that ascending times cost one
/// comparison each. One thread.
final class WindowCursor {
  private final TimeGrid grid;
  private final long rangeNs;
  private int first;
  private int last = -1;
  private long after = Long.MAX_VALUE; // the answer holds for times in (after, until]
  private long until = Long.MIN_VALUE;

  WindowCursor(TimeGrid grid, long rangeNs) {
    this.grid = grid;
    this.rangeNs = rangeNs;
  }

  /// Earliest time in any window.
  long earliestNs() {
    return grid.startNs() - rangeNs + 1;
  }

  /// The first time after all windows.
  long endNs() {
    return grid.endNs() + 1;
  }

  /// Goes to `timeNs`, which must be in `[earliestNs, endNs)`.
  void seek(long timeNs) {
    if (timeNs <= after || timeNs > until) {
      seekSlow(timeNs);
    }
  }

  private void seekSlow(long timeNs) {
    long step = grid.stepNs();
    long since = timeNs - grid.startNs();
    first = (int) Math.max(0, Math.ceilDiv(since, step));
    last = (int) Math.min(grid.count() - 1L, Math.ceilDiv(since + rangeNs, step) - 1);
    // `first` changes after its own evaluation time, `last` when the next window begins
    after = Math.max(first == 0 ? Long.MIN_VALUE : grid.timeNs(first - 1), windowStart(last));
    until = Math.min(grid.timeNs(first), windowStart(last + 1));
  }

  /// Start, exclusive, of the window of evaluation `index`, also beyond the grid.
  private long windowStart(int index) {
    return index < grid.count() ? grid.timeNs(index) - rangeNs : Long.MAX_VALUE;
  }

  /// Last time for which the answer of the last `seek` holds.
  long untilNs() {
    return until;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }
}
