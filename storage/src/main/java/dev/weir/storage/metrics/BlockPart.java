package dev.weir.storage.metrics;

import dev.weir.storage.metrics.block.BlockMeta;
import dev.weir.storage.metrics.block.BlockReader;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;

/// A block as one of the parts a read is made of.
record BlockPart(BlockReader block, TimeRange range) implements SamplePart {
  static BlockPart of(BlockReader block) {
    BlockMeta meta = block.meta();
    return new BlockPart(block, new TimeRange(meta.minTimestampMs(), meta.maxTimestampMs() + 1));
  }

  @Override
  public boolean mayContain(int seriesId) {
    return block.mayContain(seriesId);
  }

  @Override
  public void read(int seriesId, TimeRange range, SampleColumns out) {
    block.read(seriesId, range, out);
  }
}
