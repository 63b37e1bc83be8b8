package dev.weir.storage.logs;

import java.util.Arrays;

/// Stable sorting of row numbers by time, for rows that mostly are in order already: a merge sort
/// that leaves ordered neighbours alone.
final class TimeOrder {
  private TimeOrder() {}

  /// True when the first `length` times ascend.
  static boolean isAscending(long[] times, int length) {
    for (int i = 1; i < length; i++) {
      if (times[i] < times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /// Numbers from 0 to `length`, ordered by their time, equal times by number.
  static int[] sorted(long[] times, int length) {
    int[] order = new int[length];
    Arrays.setAll(order, i -> i);
    sort(times, order, new int[length], 0, length);
    return order;
  }

  private static void sort(long[] times, int[] order, int[] scratch, int from, int to) {
    if (to - from < 8) {
      insert(times, order, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(times, order, scratch, from, middle);
    sort(times, order, scratch, middle, to);
    if (times[order[middle - 1]] <= times[order[middle]]) {
      return;
    }
    System.arraycopy(order, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int at = from;
    while (left < middle && right < to) {
      order[at++] = times[order[right]] < times[scratch[left]] ? order[right++] : scratch[left++];
    }
    System.arraycopy(scratch, left, order, at, middle - left);
  }

  private static void insert(long[] times, int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moved = order[i];
      int at = i;
      while (at > from && times[order[at - 1]] > times[moved]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }
}
