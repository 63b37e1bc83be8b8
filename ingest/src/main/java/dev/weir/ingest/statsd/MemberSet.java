package dev.weir.ingest.statsd;

import java.util.Arrays;

/// Distinct members of one set in one window, by 128-bit hash, up to a bound. At 100,000 members
/// the chance that two share a hash is below 1e-28. One thread.
final class MemberSet {
  private static final int KEPT_CAPACITY = 1024;

  private long[] high = new long[16];
  private long[] low = new long[16]; // 0 is an empty place
  private int size;

  /// Adds a member; false when it is new and there are `limit` already.
  boolean add(long memberHigh, long memberLow, int limit) {
    long stored = memberLow == 0 ? 1 : memberLow;
    int mask = low.length - 1;
    int at = (int) stored & mask;
    while (low[at] != 0) {
      if (low[at] == stored && high[at] == memberHigh) {
        return true;
      }
      at = (at + 1) & mask;
    }
    if (size >= limit) {
      return false;
    }
    high[at] = memberHigh;
    low[at] = stored;
    size++;
    if (size * 2 > low.length) {
      resize();
    }
    return true;
  }

  int size() {
    return size;
  }

  /// Empties the set; large arrays are let go.
  void clear() {
    if (low.length > KEPT_CAPACITY) {
      high = new long[16];
      low = new long[16];
    } else {
      Arrays.fill(low, 0);
    }
    size = 0;
  }

  void write(SnapshotWriter out) {
    out.putInt(size);
    for (int i = 0; i < low.length; i++) {
      if (low[i] != 0) {
        out.putLong(high[i]);
        out.putLong(low[i]);
      }
    }
  }

  void read(SnapshotReader in) {
    int count = in.count(16);
    for (int i = 0; i < count; i++) {
      add(in.int64(), in.int64(), Integer.MAX_VALUE);
    }
  }

  private void resize() {
    long[] oldHigh = high;
    long[] oldLow = low;
    high = new long[oldHigh.length * 2];
    low = new long[oldLow.length * 2];
    size = 0;
    for (int i = 0; i < oldLow.length; i++) {
      if (oldLow[i] != 0) {
        add(oldHigh[i], oldLow[i], Integer.MAX_VALUE);
      }
    }
  }
}
