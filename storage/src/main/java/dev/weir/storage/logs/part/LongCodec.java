package dev.weir.storage.logs.part;

import java.util.Arrays;

/// Writes columns of longs: a few header bytes, and the numbers less a base in planes (all lowest
/// bytes, then all second ones, and so on), which is what zstd does most with. Tries plain numbers,
/// differences, a dictionary and the distance to the row's time, and takes what needs the fewest
/// planes. Reused. One thread.
final class LongCodec {
  /// Numbers less the base.
  static final int OFFSET = 0;

  /// Differences to the number before, less the base; the first number is in the header.
  static final int DELTA = 1;

  /// Indices into a dictionary, which follows as a column of its own.
  static final int DICTIONARY = 2;

  /// Times of day as differences to the row's, modulo a day.
  static final int CLOCK = 3;

  /// Epoch times as differences to the row's.
  static final int EPOCH = 4;

  static final long NS_PER_DAY = 86_400_000_000_000L;

  /// Most entries of a dictionary.
  static final int DICTIONARY_MAX = 1 << 16;

  private static final int TABLE_BITS = 13;
  private static final int DISTINCT_MAX = 1 << (TABLE_BITS - 1);
  private static final int DICTIONARY_ROWS_MIN = 16;

  private long[] differences = new long[1024];
  private long[] relative = new long[1024];
  private final long[] distinct = new long[DISTINCT_MAX];
  private final int[] table = new int[1 << TABLE_BITS];
  private int[] indices = new int[1024];

  /// Bytes that numbers from 0 to `range`, unsigned, need.
  static int width(long range) {
    return (64 - Long.numberOfLeadingZeros(range) + 7) >>> 3;
  }

  /// Writes the first `n` of `values`. With `unitNs` above 0 they may be times in that unit, of the
  /// day if `isClock`, near `times` (epoch nanoseconds).
  void write(
      long[] values,
      int n,
      long[] times,
      long unitNs,
      boolean isClock,
      ByteSink header,
      ByteSink planes) {
    long base = min(values, n);
    int width = width(max(values, n) - base);
    if (unitNs > 0 && width > 0 && nearTimes(values, n, times, unitNs, isClock, width)) {
      long least = min(relative, n);
      int narrow = width(max(relative, n) - least);
      header.put((isClock ? CLOCK : EPOCH) | narrow << 4);
      header.putUnsigned(unitNs);
      header.putSigned(least);
      planes(relative, n, least, narrow, planes);
      return;
    }
    int found = width > 1 && n >= DICTIONARY_ROWS_MIN ? distinct(values, n, width) : 0;
    int indexWidth = width(found - 1L);
    long byDictionary = found == 0 ? Long.MAX_VALUE : (long) n * indexWidth + found * (long) width;
    if (deltas(values, n, width, byDictionary, header, planes)) {
      return;
    }
    if (byDictionary < (long) n * width) {
      dictionary(found, n, indexWidth, header, planes);
      return;
    }
    header.put(OFFSET | width << 4);
    header.putSigned(base);
    planes(values, n, base, width, planes);
  }

  private boolean deltas(
      long[] values, int n, int width, long byDictionary, ByteSink header, ByteSink planes) {
    if (width < 2 || n < 3) {
      return false;
    }
    grow(n);
    for (int i = 1; i < n; i++) {
      differences[i - 1] = values[i] - values[i - 1];
    }
    long least = min(differences, n - 1);
    int narrow = width(max(differences, n - 1) - least);
    if (narrow >= width || (long) n * narrow >= byDictionary) {
      return false;
    }
    header.put(DELTA | narrow << 4);
    header.putSigned(values[0]);
    header.putSigned(least);
    planes(differences, n - 1, least, narrow, planes);
    return true;
  }

  private void dictionary(int found, int n, int indexWidth, ByteSink header, ByteSink planes) {
    header.put(DICTIONARY | indexWidth << 4);
    header.putUnsigned(found);
    long base = min(distinct, found);
    int width = width(max(distinct, found) - base);
    header.put(OFFSET | width << 4);
    header.putSigned(base);
    planes(distinct, found, base, width, planes);
    indices(indices, n, indexWidth, planes);
  }

  /// Sets `relative`; returns whether that is narrower.
  private boolean nearTimes(
      long[] values, int n, long[] times, long unitNs, boolean isClock, int width) {
    grow(n);
    long day = NS_PER_DAY / unitNs;
    for (int i = 0; i < n; i++) {
      long near = Math.floorDiv(times[i], unitNs);
      relative[i] =
          isClock ? Math.floorMod(values[i] - near + day / 2, day) - day / 2 : values[i] - near;
    }
    return width(max(relative, n) - min(relative, n)) < width;
  }

  /// Collects the distinct values and each one's index; returns their number, or 0 when they are
  /// too many to be worth it.
  private int distinct(long[] values, int n, int width) {
    grow(n);
    int limit = Math.min(DISTINCT_MAX, n / (width > 2 ? 2 : 4));
    Arrays.fill(table, 0);
    int found = 0;
    for (int i = 0; i < n; i++) {
      long value = values[i];
      int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> (64 - TABLE_BITS));
      while (table[slot] != 0 && distinct[table[slot] - 1] != value) {
        slot = (slot + 1) & ((1 << TABLE_BITS) - 1);
      }
      if (table[slot] == 0) {
        if (found == limit) {
          return 0;
        }
        distinct[found++] = value;
        table[slot] = found;
      }
      indices[i] = table[slot] - 1;
    }
    return found;
  }

  private void grow(int n) {
    if (differences.length < n) {
      int size = Math.max(n, 2 * differences.length);
      differences = new long[size];
      relative = new long[size];
      indices = new int[size];
    }
  }

  private static long min(long[] values, int n) {
    long min = Long.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  private static long max(long[] values, int n) {
    long max = Long.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  private static void planes(long[] values, int n, long base, int width, ByteSink out) {
    int at = out.reserve(n * width);
    byte[] into = out.array();
    for (int plane = 0; plane < width; plane++) {
      int shift = 8 * plane;
      for (int i = 0; i < n; i++) {
        into[at++] = (byte) ((values[i] - base) >>> shift);
      }
    }
    out.length(at);
  }

  /// Writes indices in planes of `width`.
  static void indices(int[] values, int n, int width, ByteSink out) {
    int at = out.reserve(n * width);
    byte[] into = out.array();
    for (int plane = 0; plane < width; plane++) {
      int shift = 8 * plane;
      for (int i = 0; i < n; i++) {
        into[at++] = (byte) (values[i] >>> shift);
      }
    }
    out.length(at);
  }
}
