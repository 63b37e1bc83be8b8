package dev.weir.storage.metrics;

import dev.weir.storage.metrics.block.BlockMeta;
import dev.weir.storage.metrics.block.BlockStore;
import dev.weir.storage.model.TimeRange;

/// What the blocks found at opening cover. Blocks flushed later never matter: they cover only
/// positions that were applied before.
final class FlushedBlocks implements FlushedPositions {
  private final BlockStore blocks;
  private final long highest;

  FlushedBlocks(BlockStore blocks) {
    this.blocks = blocks;
    long most = -1;
    for (BlockMeta meta : blocks.list()) {
      TimeRange range = meta.range();
      for (long at = range.startMs(); at < range.endMs(); at += BlockStore.PARTITION_MS) {
        most = Math.max(most, blocks.flushedPosition(at));
      }
    }
    highest = most;
  }

  @Override
  public long highest() {
    return highest;
  }

  @Override
  public long of(long partitionStartMs) {
    return blocks.flushedPosition(partitionStartMs);
  }
}
