package dev.weir.storage.metrics.block;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Decides which blocks are merged next. Pure.
///
/// Blocks are merged within aligned windows of a day, then of eight days, never across, so data
/// scattered over a century stays in small blocks. A group is always *all* blocks lying within the
/// window, so no block of an order between theirs is left outside.
///
/// When a merge pays: a window that is over is merged when what would be added to its largest block
/// is a quarter of it or more, or in four pieces or more. A sample is thus rewritten a few times in
/// each level, however it trickles in.
final class Compactor {
  static final long DAY_MS = 24 * 3600 * 1000L;
  static final long EIGHT_DAYS_MS = 8 * DAY_MS;

  /// Time for late samples before a window counts as over.
  private static final long GRACE_MS = 3600 * 1000L;

  private static final int MAX_BLOCKS_OF_OPEN_DAY = 24;
  private static final int MAX_SMALL_BLOCKS = 4;

  /// Largest block that is made from several days.
  private static final long MAX_MERGED_BYTES = 16L << 30;

  private Compactor() {}

  /// The group to merge next, at least two blocks in their order; empty when nothing is to be done.
  static List<Block> next(List<Block> blocks, long nowMs, boolean everything) {
    if (!everything) {
      List<Block> day = firstGroup(blocks, nowMs, DAY_MS, false);
      if (!day.isEmpty()) {
        return day;
      }
    }
    return firstGroup(blocks, nowMs, EIGHT_DAYS_MS, everything);
  }

  private static List<Block> firstGroup(
      List<Block> blocks, long nowMs, long windowMs, boolean everything) {
    var windows = new TreeMap<Long, List<Block>>();
    for (Block block : blocks) {
      long window = Math.floorDiv(block.meta().range().startMs(), windowMs);
      boolean within = block.meta().range().endMs() <= (window + 1) * windowMs;
      if (within) {
        windows.computeIfAbsent(window, w -> new ArrayList<>()).add(block);
      }
    }
    for (var entry : windows.entrySet()) {
      List<Block> group = entry.getValue();
      boolean over = nowMs >= (entry.getKey() + 1) * windowMs + GRACE_MS;
      if (group.size() >= 2
          && (everything || pays(group, over, windowMs))
          && (windowMs == DAY_MS || totalBytes(group) <= MAX_MERGED_BYTES)) {
        return group;
      }
    }
    return List.of();
  }

  private static boolean pays(List<Block> group, boolean over, long windowMs) {
    if (!over) {
      return windowMs == DAY_MS && group.size() > MAX_BLOCKS_OF_OPEN_DAY;
    }
    long largest = 0;
    for (Block block : group) {
      largest = Math.max(largest, block.meta().sizeBytes());
    }
    long rest = totalBytes(group) - largest;
    return rest >= largest / 4 || group.size() > MAX_SMALL_BLOCKS;
  }

  private static long totalBytes(List<Block> group) {
    long total = 0;
    for (Block block : group) {
      total += block.meta().sizeBytes();
    }
    return total;
  }

  /// Level of a block covering `startMs` to `endMs`: 0 within a partition, 1 within a day, else 2.
  static int level(long startMs, long endMs) {
    if (endMs - startMs <= BlockStore.PARTITION_MS) {
      return 0;
    }
    return Math.floorDiv(startMs, DAY_MS) == Math.floorDiv(endMs - 1, DAY_MS) ? 1 : 2;
  }
}
