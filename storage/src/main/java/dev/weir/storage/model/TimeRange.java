package dev.weir.storage.model;

/// A half-open interval of epoch milliseconds, `[startMs, endMs)`. PromQL's left-open window `(a,
/// b]` is `new TimeRange(a + 1, b + 1)`: times are whole milliseconds.
public record TimeRange(long startMs, long endMs) {
  /// Every time there is.
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (startMs > endMs) {
      throw new IllegalArgumentException("range ends before it starts: " + startMs + ", " + endMs);
    }
  }

  public boolean contains(long timestampMs) {
    return timestampMs >= startMs && timestampMs < endMs;
  }

  public boolean overlaps(TimeRange other) {
    return startMs < other.endMs && other.startMs < endMs;
  }
}
