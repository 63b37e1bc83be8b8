package dev.weir.storage.metrics;

import java.util.ArrayList;
import java.util.List;

/// A contiguous group of shards, `first .. first + count - 1`: what one engine owns.
public record ShardRange(int first, int count) {
  private static final int MAX_SHARDS = 1 << 16;

  public ShardRange {
    if (!isValid(first, count)) {
      throw new IllegalArgumentException("shards out of range: " + first + " + " + count);
    }
  }

  public static boolean isValid(int first, int count) {
    return first >= 0 && first < MAX_SHARDS && count >= 1 && count <= MAX_SHARDS - first;
  }

  public boolean contains(int shard) {
    return shard >= first && shard < first + count;
  }

  /// `shards` shards in `parts` groups of nearly equal size, ascending.
  public static List<ShardRange> split(int shards, int parts) {
    if (parts < 1 || parts > shards) {
      throw new IllegalArgumentException(
          "engines must be from 1 to the number of shards, " + shards + ": " + parts);
    }
    var ranges = new ArrayList<ShardRange>(parts);
    int at = 0;
    for (int i = 1; i <= parts; i++) {
      int end = (int) ((long) shards * i / parts);
      ranges.add(new ShardRange(at, end - at));
      at = end;
    }
    return List.copyOf(ranges);
  }
}
