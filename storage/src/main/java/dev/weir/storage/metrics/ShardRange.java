package dev.weir.storage.metrics;

import java.util.ArrayList;
import java.util.List;

/// A contiguous group of shards, `first .. first + count - 1`: what one engine owns.
public record ShardRange(int first, int count) {
  /// Number of shards of every store; fixed in the store's header.
  public static final int SHARDS = 64;

  /// All of them.
  public static final ShardRange ALL = new ShardRange(0, SHARDS);

  public ShardRange {
    if (first < 0 || count < 1 || first + count > SHARDS) {
      throw new IllegalArgumentException("shards out of range: " + first + " + " + count);
    }
  }

  public boolean contains(int shard) {
    return shard >= first && shard < first + count;
  }

  /// All shards in `parts` groups of nearly equal size, ascending.
  public static List<ShardRange> split(int parts) {
    if (parts < 1 || parts > SHARDS) {
      throw new IllegalArgumentException("engines must be 1.." + SHARDS + ": " + parts);
    }
    var ranges = new ArrayList<ShardRange>(parts);
    int at = 0;
    for (int i = 1; i <= parts; i++) {
      int end = SHARDS * i / parts;
      ranges.add(new ShardRange(at, end - at));
      at = end;
    }
    return List.copyOf(ranges);
  }
}
