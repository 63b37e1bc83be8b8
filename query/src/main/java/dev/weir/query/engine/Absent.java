package dev.weir.query.engine;

import dev.weir.storage.model.Staleness;

/// The value that stands for "nothing here" in a row of steps.
///
/// It has the bits of the staleness marker, so a stale sample copied into a row is absent without
/// further ado. A real NaN is a legal result and has other bits; arithmetic never yields these
/// ones, because they are those of a signalling NaN and every operation quiets it. Computing with
/// an absent value therefore gives an ordinary NaN: ask [#is(double)] first.
public final class Absent {
  public static final double VALUE = Staleness.STALE_NAN;

  private Absent() {}

  public static boolean is(double value) {
    return Double.isNaN(value) && Double.doubleToRawLongBits(value) == Staleness.STALE_NAN_BITS;
  }

  /// True when every value of `row` is absent.
  public static boolean all(double[] row) {
    for (double value : row) {
      if (!is(value)) {
        return false;
      }
    }
    return true;
  }
}
