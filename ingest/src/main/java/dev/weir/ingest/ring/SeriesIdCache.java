package dev.weir.ingest.ring;

import java.util.Arrays;

/// From the 128-bit hash of a raw series key to a small number: the series id, or a negative
/// refusal. One thread.
///
/// Open addressing with linear probing in primitive arrays, at most half full: 20 bytes a slot, two
/// cache lines a hit, nothing for the collector to look at. The hash is taken for the key (see
/// [dev.weir.ingest.decode.KeyHash]).
///
/// Bounded by generations: when the young table holds its limit it becomes the old one, and the old
/// one is forgotten; a hit in the old table is copied to the young one. So keys in use survive and
/// keys that are gone leave, as with a clock's second chance, without a mark per entry or a hand to
/// move. The limit is per generation; both together hold at most twice as many.
final class SeriesIdCache {
  /// No such key.
  static final int MISSING = Integer.MIN_VALUE;

  private static final int FIRST_SLOTS = 1 << 12;

  private final int limit;
  private Table young = new Table(FIRST_SLOTS);
  private Table old = new Table(2);
  private long countedTurns;
  private volatile long turns; // countedTurns, for other threads
  private volatile int entries; // own thread writes

  /// A cache of at least `limit` and at most `2 * limit` keys.
  SeriesIdCache(int limit) {
    if (limit < 1 || limit > 1 << 26) {
      throw new IllegalArgumentException("cache limit must be 1 to 2^26: " + limit);
    }
    this.limit = limit;
  }

  /// What was put for this key, or [#MISSING].
  int find(long high, long low) {
    int id = young.find(high, low);
    return id != MISSING ? id : findOld(high, low);
  }

  private int findOld(long high, long low) {
    int id = old.find(high, low);
    if (id != MISSING) {
      put(high, low, id);
    }
    return id;
  }

  /// Remembers a key that is not in the cache.
  void put(long high, long low, int id) {
    if (young.length >= limit) {
      old = young;
      young = new Table(FIRST_SLOTS);
      countedTurns++;
      turns = countedTurns;
    } else if (young.length * 2 >= young.ids.length) {
      young = young.doubled();
    }
    young.add(high, low, id);
    entries = young.length + old.length;
  }

  /// Forgets everything.
  void clear() {
    if (young.length + old.length > 0) {
      young = new Table(FIRST_SLOTS);
      old = new Table(2);
      entries = 0;
    }
  }

  /// Entries in both generations. Any thread.
  int entries() {
    return entries;
  }

  /// How often the limit was reached. Any thread.
  long turns() {
    return turns;
  }

  /// One generation.
  private static final class Table {
    final long[] keys; // high and low alternate
    final int[] ids; // MISSING where the slot is empty
    final int mask;
    int length;

    Table(int slots) {
      keys = new long[slots * 2];
      ids = new int[slots];
      mask = slots - 1;
      Arrays.fill(ids, MISSING);
    }

    int find(long high, long low) {
      final long[] keys = this.keys;
      final int[] ids = this.ids;
      final int mask = this.mask;
      int slot = (int) low & mask;
      while (true) {
        int id = ids[slot];
        if (id == MISSING || (keys[slot << 1] == high && keys[(slot << 1) + 1] == low)) {
          return id;
        }
        slot = (slot + 1) & mask;
      }
    }

    void add(long high, long low, int id) {
      int slot = (int) low & mask;
      while (ids[slot] != MISSING) {
        slot = (slot + 1) & mask;
      }
      keys[slot << 1] = high;
      keys[(slot << 1) + 1] = low;
      ids[slot] = id;
      length++;
    }

    Table doubled() {
      var grown = new Table(ids.length * 2);
      for (int slot = 0; slot < ids.length; slot++) {
        if (ids[slot] != MISSING) {
          grown.add(keys[slot << 1], keys[(slot << 1) + 1], ids[slot]);
        }
      }
      return grown;
    }
  }
}
