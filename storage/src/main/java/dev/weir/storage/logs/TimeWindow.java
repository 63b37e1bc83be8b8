package dev.weir.storage.logs;

/// An aligned stretch of UTC days that a part covers at most: a day, 32 days, 1024 days, or
/// everything. Larger ones keep the number of parts small where lines are few or their clocks are
/// scattered over decades.
///
/// @param days its length; 0 for everything
/// @param index its place among those of its length
record TimeWindow(int days, long index) {
  static final long DAY_NS = 86_400_000_000_000L;

  /// Lengths of windows in days, ascending; 0 is everything.
  static final int[] LENGTHS = {1, 32, 1024, 0};

  /// The window of length `days` that holds `timestampNs`.
  static TimeWindow of(int days, long timestampNs) {
    return new TimeWindow(
        days, days == 0 ? 0 : Math.floorDiv(Math.floorDiv(timestampNs, DAY_NS), (long) days));
  }

  /// The smallest that holds both.
  static TimeWindow holding(long minNs, long maxNs) {
    for (int days : LENGTHS) {
      TimeWindow window = of(days, minNs);
      if (window.equals(of(days, maxNs))) {
        return window;
      }
    }
    throw new IllegalStateException("BUG: no window holds " + minNs + ", " + maxNs);
  }

  /// The next larger one that holds this; itself when it is everything.
  TimeWindow larger() {
    return switch (days) {
      case 1 -> new TimeWindow(32, Math.floorDiv(index, 32L));
      case 32 -> new TimeWindow(1024, Math.floorDiv(index, 32L));
      default -> new TimeWindow(0, 0);
    };
  }

  /// First time after it; the largest there is where that is no time.
  long endNs() {
    if (days == 0) {
      return Long.MAX_VALUE;
    }
    long endDay = (index + 1) * days;
    return endDay > Long.MAX_VALUE / DAY_NS ? Long.MAX_VALUE : endDay * DAY_NS;
  }
}
