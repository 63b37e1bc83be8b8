package dev.weir.storage.metrics;

import dev.weir.storage.model.SampleColumns;
import java.util.Arrays;

/// Merging of sample columns by time where the later source wins. Pure functions.
public final class SampleMerge {
  private SampleMerge() {}

  /// Makes `columns`, given in order of arrival and spanning less than 2^31 ms, ascend with one
  /// sample per time: the last that arrived.
  public static void sortLastWins(SampleColumns columns) {
    int n = columns.length();
    long[] times = columns.timestamps();
    if (isAscending(times, n)) {
      return;
    }
    long base = Long.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      base = Math.min(base, times[i]);
    }
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = ((times[i] - base) << 32) | i;
    }
    Arrays.sort(order);
    double[] values = columns.values();
    double[] arrived = Arrays.copyOf(values, n);
    int kept = 0;
    for (int i = 0; i < n; i++) {
      long key = order[i];
      if (i + 1 < n && order[i + 1] >>> 32 == key >>> 32) {
        continue; // a later arrival follows
      }
      times[kept] = base + (key >>> 32);
      values[kept++] = arrived[(int) key];
    }
    columns.setLength(kept);
  }

  private static boolean isAscending(long[] times, int n) {
    for (int i = 1; i < n; i++) {
      if (times[i] <= times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /// Called after a later source appended samples to `out`: `from..middle-1` and the rest each
  /// ascend. Merges them; does nothing when the rest lies after, which is the common case.
  public static void mergeTail(SampleColumns out, int from, int middle) {
    int n = out.length();
    if (middle == from || middle == n) {
      return;
    }
    long[] times = out.timestamps();
    if (times[middle] > times[middle - 1]) {
      return;
    }
    var tail = new SampleColumns(n - middle);
    tail.reserve(n - middle);
    System.arraycopy(times, middle, tail.timestamps(), 0, n - middle);
    System.arraycopy(out.values(), middle, tail.values(), 0, n - middle);
    tail.setLength(n - middle);
    out.setLength(middle);
    mergeInto(out, from, tail);
  }

  /// Merges `later` into `out` from index `from` on; both ascend, and for equal times the sample of
  /// `later` stays. Works from the end, in place.
  public static void mergeInto(SampleColumns out, int from, SampleColumns later) {
    int extra = later.length();
    if (extra == 0) {
      return;
    }
    int old = out.length();
    out.reserve(extra);
    long[] times = out.timestamps();
    double[] values = out.values();
    long[] laterTimes = later.timestamps();
    double[] laterValues = later.values();
    int i = old - 1;
    int j = extra - 1;
    int to = old + extra - 1;
    while (j >= 0) {
      long time = laterTimes[j];
      if (i >= from && times[i] > time) {
        times[to] = times[i];
        values[to--] = values[i--];
        continue;
      }
      if (i >= from && times[i] == time) {
        i--; // replaced
      }
      times[to] = time;
      values[to--] = laterValues[j--];
    }
    int merged = old + extra - 1 - to;
    int replaced = to - i;
    if (replaced > 0) {
      System.arraycopy(times, to + 1, times, i + 1, merged);
      System.arraycopy(values, to + 1, values, i + 1, merged);
    }
    out.setLength(i + 1 + merged);
  }
}
