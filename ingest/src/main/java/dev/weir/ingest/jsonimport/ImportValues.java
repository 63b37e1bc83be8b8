package dev.weir.ingest.jsonimport;

import dev.weir.ingest.decode.Decimals;
import dev.weir.storage.model.Staleness;

/// The elements of `values` and `timestamps`.
final class ImportValues {
  private ImportValues() {}

  /// The value in `bytes[from, to)`, or [Decimals#INVALID]. Quotes around a number do not matter.
  static double value(byte[] bytes, int from, int to) {
    boolean isString = bytes[from] == '"';
    int start = isString ? from + 1 : from;
    int end = isString ? to - 1 : to;
    double value = Decimals.parse(bytes, start, end);
    return Decimals.isInvalid(value) && isString ? word(bytes, start, end) : value;
  }

  private static double word(byte[] bytes, int from, int to) {
    if (Json.is(bytes, from, to, "NaN")) {
      return Double.NaN;
    }
    if (Json.is(bytes, from, to, "StaleNaN")) {
      return Staleness.STALE_NAN;
    }
    boolean isNegative = from < to && bytes[from] == '-';
    int start = isNegative || (from < to && bytes[from] == '+') ? from + 1 : from;
    if (Json.is(bytes, start, to, "Inf") || Json.is(bytes, start, to, "Infinity")) {
      return isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Decimals.INVALID;
  }

  /// Epoch milliseconds in `bytes[from, to)`, or `Long.MIN_VALUE` for what is no integer of 64 bits
  /// (one in floating point notation is taken when it fits).
  static long timestamp(byte[] bytes, int from, int to) {
    boolean isString = bytes[from] == '"';
    int start = isString ? from + 1 : from;
    int end = isString ? to - 1 : to;
    boolean isNegative = start < end && bytes[start] == '-';
    int digits = isNegative ? start + 1 : start;
    if (digits == end || end - digits > 18) {
      return Long.MIN_VALUE;
    }
    long value = 0;
    for (int at = digits; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return timestampSlow(bytes, start, end);
      }
      value = value * 10 + digit;
    }
    return isNegative ? -value : value;
  }

  private static long timestampSlow(byte[] bytes, int from, int to) {
    double value = Decimals.parse(bytes, from, to);
    return Math.abs(value) < 0x1p62 ? Math.round(value) : Long.MIN_VALUE;
  }
}
