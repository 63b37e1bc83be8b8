package dev.weir.ingest.statsd;

import java.util.Arrays;

/// 128-bit hashes of raw keys to slot numbers: open addressing, linear probing, at most half full.
/// Several keys may lead to one slot (`a b` and `a_b` are one name). One thread.
final class KeyTable {
  private long[] high = new long[64];
  private long[] low = new long[64];
  private int[] slots = new int[64]; // slot + 1; 0 is an empty place
  private int size;

  /// The slot of a key, or -1.
  int find(long keyHigh, long keyLow) {
    int mask = slots.length - 1;
    int at = (int) keyLow & mask;
    while (slots[at] != 0) {
      if (low[at] == keyLow && high[at] == keyHigh) {
        return slots[at] - 1;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /// Adds a key that is not there yet.
  void put(long keyHigh, long keyLow, int slot) {
    assert find(keyHigh, keyLow) < 0;
    if (size * 2 >= slots.length) {
      resize(slots.length * 2);
    }
    insert(keyHigh, keyLow, slot + 1);
    size++;
  }

  int size() {
    return size;
  }

  /// Forgets the keys of every slot that `isKept` does not hold; O(capacity).
  void retain(boolean[] isKept) {
    int kept = 0;
    for (int stored : slots) {
      kept += stored != 0 && isKept[stored - 1] ? 1 : 0;
    }
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldSlots = slots;
    allocate(Math.max(64, Integer.highestOneBit(Math.max(1, kept)) * 4));
    size = kept;
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != 0 && isKept[oldSlots[i] - 1]) {
        insert(oldHigh[i], oldLow[i], oldSlots[i]);
      }
    }
  }

  private void insert(long keyHigh, long keyLow, int stored) {
    int mask = slots.length - 1;
    int at = (int) keyLow & mask;
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    high[at] = keyHigh;
    low[at] = keyLow;
    slots[at] = stored;
  }

  private void resize(int capacity) {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldSlots = slots;
    allocate(capacity);
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != 0) {
        insert(oldHigh[i], oldLow[i], oldSlots[i]);
      }
    }
  }

  private void allocate(int capacity) {
    high = new long[capacity];
    low = new long[capacity];
    slots = new int[capacity];
  }

  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }
}
