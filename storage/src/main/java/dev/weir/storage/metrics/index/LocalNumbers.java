package dev.weir.storage.metrics.index;

import java.util.Arrays;

/// Numbers given to ints in order of first appearance, from 1; forgotten all at once in constant
/// time. Open addressing. One thread.
final class LocalNumbers {
  private int[] keys = new int[64];
  private long[] entries = new long[64]; // generation << 32 | number
  private int generation = 1;
  private int count;

  /// The number of `key`, or 0.
  int find(int key) {
    int mask = keys.length - 1;
    int at = slot(key) & mask;
    while ((int) (entries[at] >>> 32) == generation) {
      if (keys[at] == key) {
        return (int) entries[at];
      }
      at = (at + 1) & mask;
    }
    return 0;
  }

  /// Gives the next number to `key`, which has none.
  void add(int key) {
    count++;
    if (count * 2 > keys.length) {
      grow();
    }
    insert(key, ((long) generation << 32) | count);
  }

  void clear() {
    count = 0;
    generation++;
    if (generation == Integer.MAX_VALUE) {
      Arrays.fill(entries, 0);
      generation = 1;
    }
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldEntries = entries;
    keys = new int[oldKeys.length * 2];
    entries = new long[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if ((int) (oldEntries[i] >>> 32) == generation) {
        insert(oldKeys[i], oldEntries[i]);
      }
    }
  }

  private void insert(int key, long entry) {
    int mask = keys.length - 1;
    int at = slot(key) & mask;
    while ((int) (entries[at] >>> 32) == generation) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    entries[at] = entry;
  }

  private static int slot(int key) {
    int h = key * 0x9E3779B9;
    return h ^ (h >>> 16);
  }
}
