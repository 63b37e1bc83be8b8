package dev.weir.ingest.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds bytes eight at a time (SWAR). The tests for zero or small bytes may report bytes above a
/// true hit too, never below one, so the lowest reported is exact.
///
/// Any thread, no allocation.
public final class Scan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  private Scan() {}

  /// Index of the first `wanted` in `bytes[from, to)`, or `to`.
  public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    int at = from;
    long pattern = ONES * (wanted & 0xFF);
    for (; at + 8 <= to; at += 8) {
      long x = (long) LONGS.get(bytes, at) ^ pattern;
      long hits = (x - ONES) & ~x & TOPS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /// Index of the first byte of 32 or below (blank or control) in `bytes[from, to)`, or `to`.
  public static int indexOfBlank(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long x = (long) LONGS.get(bytes, at);
      long hits = (x - ONES * 0x21) & ~x & TOPS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < to && (bytes[at] > ' ' || bytes[at] < 0)) {
      at++;
    }
    return at;
  }

  /// Index of the first blank, control byte or backslash in `bytes[from, to)`, or `to`.
  public static int indexOfBlankOrEscape(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long x = (long) LONGS.get(bytes, at);
      long y = x ^ (ONES * '\\');
      long hits = (((x - ONES * 0x21) & ~x) | ((y - ONES) & ~y)) & TOPS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < to && (bytes[at] > ' ' || bytes[at] < 0) && bytes[at] != '\\') {
      at++;
    }
    return at;
  }
}
