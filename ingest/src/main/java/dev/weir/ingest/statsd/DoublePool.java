package dev.weir.ingest.statsd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Arrays of doubles by powers of two from 16 to 16,384, lent to timers for a window and taken back
/// at its end. At most `limit` doubles are lent at a time; at most an eighth of that is kept for
/// later. One thread.
final class DoublePool {
  static final int SMALLEST = 16;

  private static final int CLASSES = 11;

  private final List<ArrayDeque<double[]>> kept = new ArrayList<>();
  private final long limit;
  private long lent;
  private long keptDoubles;

  DoublePool(long limit) {
    this.limit = limit;
    for (int i = 0; i < CLASSES; i++) {
      kept.add(new ArrayDeque<>());
    }
  }

  /// An array of `length` (a power of two in the range), contents undefined; of length 0 when the
  /// limit is reached.
  double[] borrow(int length) {
    if (lent + length > limit) {
      return new double[0];
    }
    lent += length;
    double[] array = kept.get(index(length)).pollLast();
    if (array == null) {
      return new double[length];
    }
    keptDoubles -= length;
    return array;
  }

  /// Takes an array back.
  void release(double[] array) {
    lent -= array.length;
    if (keptDoubles + array.length <= limit / 8) {
      kept.get(index(array.length)).addLast(array);
      keptDoubles += array.length;
    }
  }

  /// Doubles lent now.
  long lent() {
    return lent;
  }

  private static int index(int length) {
    assert Integer.bitCount(length) == 1 && length >= SMALLEST : length;
    return Integer.numberOfTrailingZeros(length / SMALLEST);
  }
}
