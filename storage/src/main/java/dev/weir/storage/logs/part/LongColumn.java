package dev.weir.storage.logs.part;

import java.util.Arrays;

/// A growing array of longs. Not thread-safe.
final class LongColumn {
  private long[] values;
  private int length;

  LongColumn(int expectedLength) {
    values = new long[Math.max(16, expectedLength)];
  }

  void add(long value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, length * 2);
    }
    values[length++] = value;
  }

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  long get(int index) {
    return values[index];
  }

  /// The values, valid up to [#length()].
  long[] array() {
    return values;
  }
}
