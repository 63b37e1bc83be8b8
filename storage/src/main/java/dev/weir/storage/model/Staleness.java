package dev.weir.storage.model;

/// The staleness marker: a NaN with bits of its own that says "this series ended here". Source:
/// Prometheus, `model/value`.
public final class Staleness {
  /// Bits of the marker.
  public static final long STALE_NAN_BITS = 0x7ff0000000000002L;

  /// The marker as a double. Compare with [#isStale(double)], never with `==`.
  public static final double STALE_NAN = Double.longBitsToDouble(STALE_NAN_BITS);

  private Staleness() {}

  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == STALE_NAN_BITS;
  }
}
