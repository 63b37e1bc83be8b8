package dev.weir.storage.metrics.index;

/// A dictionary in three primitive arrays, by open addressing with linear probing; at most two
/// thirds full. Some 36 bytes an entry.
final class HeapDictionary implements SeriesDictionary {
  private static final int MIN_CAPACITY = 16;

  private long[] highs;
  private long[] lows;
  private int[] ids; // id + 1; 0 where free
  private int size;

  /// With room for `expected` entries before it grows.
  HeapDictionary(int expected) {
    allocate(capacityFor(expected));
  }

  @Override
  public int find(long high, long low) {
    int mask = ids.length - 1;
    int at = (int) low & mask;
    while (ids[at] != 0) {
      if (lows[at] == low && highs[at] == high) {
        return ids[at] - 1;
      }
      at = (at + 1) & mask;
    }
    return NONE;
  }

  @Override
  public void put(long high, long low, int id) {
    assert id >= 0 : id;
    if ((size + 1) * 3L > ids.length * 2L) {
      grow();
    }
    if (insert(high, low, id + 1)) {
      size++;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void close() {}

  private boolean insert(long high, long low, int entry) {
    int mask = ids.length - 1;
    int at = (int) low & mask;
    while (ids[at] != 0) {
      if (lows[at] == low && highs[at] == high) {
        ids[at] = entry;
        return false;
      }
      at = (at + 1) & mask;
    }
    highs[at] = high;
    lows[at] = low;
    ids[at] = entry;
    return true;
  }

  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    int[] oldIds = ids;
    allocate(oldIds.length * 2);
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        insert(oldHighs[i], oldLows[i], oldIds[i]);
      }
    }
  }

  private void allocate(int capacity) {
    highs = new long[capacity];
    lows = new long[capacity];
    ids = new int[capacity];
  }

  private static int capacityFor(int expected) {
    long needed = Math.max(MIN_CAPACITY, expected * 3L / 2 + 1);
    return (int) Math.min(1 << 30, Long.highestOneBit(needed - 1) << 1);
  }
}
