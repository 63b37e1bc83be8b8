package dev.weir.query.logql;

import java.util.Arrays;

/// Times and values of one series, in columns: 24 bytes a line. Added in any order, read sorted by
/// time and, for equal times, by ordinal. One thread.
final class EventColumns {
  static final int BYTES_EACH = 3 * Long.BYTES;
  private static final int FIRST = 16;

  private long[] times = new long[FIRST];
  private long[] ordinals = new long[FIRST];
  private double[] values = new double[FIRST];
  private int length;
  private boolean sorted = true;

  /// Adds one. Returns by how many places the columns grew.
  int add(long timeNs, long ordinal, double value) {
    int grown = 0;
    if (length == times.length) {
      grown = length;
      times = Arrays.copyOf(times, length * 2);
      ordinals = Arrays.copyOf(ordinals, length * 2);
      values = Arrays.copyOf(values, length * 2);
    }
    if (length > 0 && isAfter(length - 1, timeNs, ordinal)) {
      sorted = false;
    }
    times[length] = timeNs;
    ordinals[length] = ordinal;
    values[length++] = value;
    return grown;
  }

  private boolean isAfter(int index, long timeNs, long ordinal) {
    return times[index] > timeNs || (times[index] == timeNs && ordinals[index] > ordinal);
  }

  int length() {
    return length;
  }

  long time(int index) {
    return times[index];
  }

  double value(int index) {
    return values[index];
  }

  /// The column of values, for tight loops.
  double[] values() {
    return values;
  }

  /// Puts them in order: a merge sort from the bottom up, which leaves the ascending batches that a
  /// store hands out mostly as they are.
  void sort() {
    if (sorted) {
      return;
    }
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    int[] other = new int[length];
    for (int width = 1; width < length; width *= 2) {
      for (int from = 0; from < length; from += 2 * width) {
        merge(
            order, other, from, Math.min(from + width, length), Math.min(from + 2 * width, length));
      }
      int[] swapped = order;
      order = other;
      other = swapped;
    }
    permute(order);
    sorted = true;
  }

  private void merge(int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeLeft =
          right == end
              || (left < middle && !isAfter(from[left], times[from[right]], ordinals[from[right]]));
      to[at] = takeLeft ? from[left++] : from[right++];
    }
  }

  private void permute(int[] order) {
    var sortedTimes = new long[length];
    var sortedOrdinals = new long[length];
    var sortedValues = new double[length];
    for (int i = 0; i < length; i++) {
      sortedTimes[i] = times[order[i]];
      sortedOrdinals[i] = ordinals[order[i]];
      sortedValues[i] = values[order[i]];
    }
    times = sortedTimes;
    ordinals = sortedOrdinals;
    values = sortedValues;
  }
}
