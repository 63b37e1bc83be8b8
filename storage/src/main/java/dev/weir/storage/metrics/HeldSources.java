package dev.weir.storage.metrics;

import dev.weir.storage.metrics.block.BlockSet;
import dev.weir.storage.metrics.block.BlockStore;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.List;

/// Everything that may hold samples of a time range, held open: head parts of each engine and
/// blocks. The head is taken first and the blocks second, so that a partition flushed in between is
/// seen at least once.
///
/// Made and closed by one thread; read by any in between.
final class HeldSources implements AutoCloseable {
  private final TimeRange range;
  private final List<ShardRange> shards = new ArrayList<>();
  private final List<ShardEngine.Parts> heads;
  private final List<SamplePart[]> parts = new ArrayList<>(); // by engine
  private final BlockSet blocks;

  private HeldSources(TimeRange range, List<ShardEngine.Parts> heads, BlockSet blocks) {
    this.range = range;
    this.heads = heads;
    this.blocks = blocks;
  }

  static HeldSources acquire(
      TimeRange range, List<? extends ShardEngine> engines, BlockStore store) {
    var heads = new ArrayList<ShardEngine.Parts>(engines.size());
    BlockSet blocks;
    try {
      for (ShardEngine engine : engines) {
        heads.add(engine.acquire(range));
      }
      blocks = store.acquire(range);
    } catch (RuntimeException e) {
      heads.forEach(ShardEngine.Parts::close);
      throw e;
    }
    var sources = new HeldSources(range, heads, blocks);
    for (int i = 0; i < heads.size(); i++) {
      sources.shards.add(engines.get(i).shards());
      sources.parts.add(sources.partsWith(heads.get(i)));
    }
    return sources;
  }

  /// Blocks, oldest first, and the parts of one engine, which are younger.
  private SamplePart[] partsWith(ShardEngine.Parts head) {
    var byAge = new ArrayList<SamplePart>(blocks.count() + head.count());
    for (int i = 0; i < blocks.count(); i++) {
      byAge.add(BlockPart.of(blocks.block(i)));
    }
    for (int i = 0; i < head.count(); i++) {
      byAge.add(head.part(i));
    }
    return PartOrder.arrange(byAge);
  }

  /// False when there is certainly no sample of the series, at the precision of partitions and
  /// blocks.
  boolean mayContain(int seriesId, SeriesRegistry registry) {
    for (SamplePart part : partsOf(seriesId, registry)) {
      if (part.mayContain(seriesId)) {
        return true;
      }
    }
    return false;
  }

  /// Replaces `out` by the samples of the series in the range.
  void read(int seriesId, SeriesRegistry registry, SampleColumns out) {
    out.clear();
    for (SamplePart part : partsOf(seriesId, registry)) {
      int middle = out.length();
      part.read(seriesId, range, out);
      SampleMerge.mergeTail(out, 0, middle);
    }
  }

  private SamplePart[] partsOf(int seriesId, SeriesRegistry registry) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    int shard = registry.shard(seriesId);
    int i = 0;
    while (!shards.get(i).contains(shard)) {
      i++;
    }
    return parts.get(i);
  }

  @Override
  public void close() {
    heads.forEach(ShardEngine.Parts::close);
    heads.clear();
    blocks.close();
  }
}
