package dev.weir.storage.metrics.block;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All blocks of a metric store. The list of blocks is an immutable array swapped as a whole, so
/// readers take a consistent set without waiting for writers.
///
/// Threads: one flusher calls [#newBlock] and [#publish]; [#compact] and [#applyRetention] may be
/// called by any, one works at a time; everything else by any.
///
/// Crash story: a block exists once its file has its final name. A merged block lists the versions
/// it replaces; whichever of them are still there when the store is opened are deleted then.
public final class BlockStore implements AutoCloseable {
  /// Length of a partition: what one flushed block covers.
  public static final long PARTITION_MS = 2 * 3600 * 1000L;

  private static final Logger LOG = LoggerFactory.getLogger(BlockStore.class);
  private static final int MAX_PARTITIONS_PER_BLOCK = 1 << 16;
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;
  private static final Comparator<Block> PRECEDENCE =
      Comparator.<Block>comparingLong(b -> b.meta().order())
          .thenComparingLong(b -> b.meta().version());

  private final ChunkStore chunkStore;
  private final Clock clock;
  private final BlockMetrics metrics;
  private final BlockSettings settings;
  private final ReadScratch.Pool scratchPool = new ReadScratch.Pool();
  private final ConcurrentHashMap<Long, Long> flushedPositions = new ConcurrentHashMap<>();
  private final AtomicLong nextVersion = new AtomicLong(1);
  private final AtomicLong lastDamageLogged = new AtomicLong(Long.MIN_VALUE);

  /// Guards swaps of `blocks`.
  private final Object listLock = new Object();

  /// Held while merging or expiring.
  private final Object maintenanceLock = new Object();

  /// Ascending precedence. Written under `listLock`.
  private volatile Block[] blocks = {};

  private BlockStore(
      ChunkStore chunkStore, Clock clock, MetricRegistry registry, BlockSettings settings) {
    this.chunkStore = chunkStore;
    this.clock = clock;
    this.metrics = new BlockMetrics(registry);
    this.settings = settings;
    registry.gauge("weir_storage_blocks", "Blocks present.", () -> blocks.length);
    registry.gauge(
        "weir_storage_blocks_bytes", "Size of the blocks present.", () -> sum(blocks, true));
    registry.gauge(
        "weir_storage_blocks_samples", "Samples in the blocks present.", () -> sum(blocks, false));
  }

  private static double sum(Block[] blocks, boolean bytes) {
    double sum = 0;
    for (Block block : blocks) {
      sum += bytes ? block.meta().sizeBytes() : block.meta().sampleCount();
    }
    return sum;
  }

  /// Opens the blocks in `directory`, which is created if absent. Damaged blocks are set aside
  /// (renamed to end in `.damaged`), counted and logged; leftovers of unfinished writes and merges
  /// are removed. A file that cannot be opened at all (permissions, limits) ends in an exception:
  /// that is for the operator to mend, not damage.
  public static BlockStore open(
      Files files, Path directory, Clock clock, MetricRegistry metrics, BlockSettings settings)
      throws IOException {
    var fileStore = new FileChunkStore(files, directory, settings.maxMappedBlocks());
    fileStore.prepare();
    metrics.gauge(
        "weir_storage_blocks_mapped", "Block files mapped into memory.", fileStore::mappedCount);
    return open(fileStore, clock, metrics, settings);
  }

  static BlockStore open(
      ChunkStore chunkStore, Clock clock, MetricRegistry metrics, BlockSettings settings)
      throws IOException {
    var store = new BlockStore(chunkStore, clock, metrics, settings);
    store.load();
    return store;
  }

  private void load() throws IOException {
    var found = new ArrayList<Block>();
    Set<Long> replaced = new HashSet<>();
    long highest = 0;
    for (BlobKey key : chunkStore.list()) {
      highest = Math.max(highest, key.version());
      try (ChunkStore.Blob blob = chunkStore.open(key)) {
        BlockLayout layout = BlockLayout.read(blob);
        if (layout.meta.version() != key.version()) {
          throw new ChunkFormatException("block is of version " + layout.meta.version());
        }
        found.add(new Block(key, layout));
        for (long version : layout.replaces) {
          replaced.add(version);
        }
        highest = Math.max(highest, layout.meta.order());
      } catch (ChunkFormatException | IndexOutOfBoundsException e) {
        setAside(key, e);
      }
    }
    for (Block block : List.copyOf(found)) {
      if (replaced.contains(block.key().version())) {
        found.remove(block);
        chunkStore.drop(block.key());
      } else {
        rememberPositions(block.layout());
      }
    }
    nextVersion.set(highest + 1);
    found.sort(PRECEDENCE);
    blocks = found.toArray(new Block[0]);
    LOG.info("blocks_opened count={} replaced={}", blocks.length, replaced.size());
  }

  private void rememberPositions(BlockLayout layout) {
    for (int i = 0; i < layout.partitions.length; i++) {
      flushedPositions.merge(layout.partitions[i], layout.positions[i], Math::max);
    }
  }

  /// Starts a block flushed from the head. `range` is one partition or several adjacent ones.
  public BlockWriter newBlock(TimeRange range) throws IOException {
    if (Math.floorMod(range.startMs(), PARTITION_MS) != 0
        || Math.floorMod(range.endMs(), PARTITION_MS) != 0
        || (range.endMs() - range.startMs()) / PARTITION_MS > MAX_PARTITIONS_PER_BLOCK) {
      throw new IllegalArgumentException("range is not of whole partitions: " + range);
    }
    return newBlock(range, 0);
  }

  BlockWriter newBlock(TimeRange range, int level) throws IOException {
    var key = new BlobKey(range.startMs(), level, nextVersion.getAndIncrement());
    return new BlockWriter(chunkStore, key, range, settings.chunkSamples());
  }

  /// Makes a block durable and visible: it stands for all samples of its partitions that are
  /// journalled up to `journalPosition` and not in earlier blocks. It may be empty. When this
  /// throws, the block does not exist and its samples are to be written again.
  public void publish(BlockWriter finished, long journalPosition) throws IOException {
    TimeRange range = finished.range();
    int count = (int) ((range.endMs() - range.startMs()) / PARTITION_MS);
    var partitions = new long[count];
    var positions = new long[count];
    for (int i = 0; i < count; i++) {
      partitions[i] = range.startMs() + i * PARTITION_MS;
      positions[i] = journalPosition;
    }
    long order = nextVersion.getAndIncrement();
    BlockLayout layout = finished.finish(order, partitions, positions, new long[0]);
    swap(List.of(), new Block(finished.key(), layout));
    rememberPositions(layout);
    metrics.flushed.increment();
    metrics.flushedSamples.add(layout.meta.sampleCount());
    metrics.flushedBytes.add(layout.meta.sizeBytes());
  }

  /// Replaces `gone`, whose blobs are dropped once nobody reads them, by `added`.
  void swap(List<Block> gone, Block... added) {
    var removed = new ArrayList<Block>();
    synchronized (listLock) {
      var now = new ArrayList<Block>(blocks.length + added.length);
      for (Block block : blocks) {
        (gone.contains(block) ? removed : now).add(block);
      }
      now.addAll(Arrays.asList(added));
      now.sort(PRECEDENCE);
      blocks = now.toArray(new Block[0]);
    }
    for (Block block : removed) {
      block.dropWhenReleased();
      release(block);
    }
  }

  /// Holds the blocks that may have samples in `range`. The caller closes the set.
  public BlockSet acquire(TimeRange range) {
    while (true) {
      BlockSet set = tryAcquire(range);
      if (set != null) {
        return set;
      }
      Thread.onSpinWait(); // a block went between reading the list and holding it: read it again
    }
  }

  private @Nullable BlockSet tryAcquire(TimeRange range) {
    var readers = new ArrayList<BlockReader>();
    for (Block block : blocks) {
      if (!block.meta().overlaps(range)) {
        continue;
      }
      if (!block.retain()) {
        new Acquired(readers).close();
        return null;
      }
      readers.add(new BlockReader(this, block));
    }
    return new Acquired(readers);
  }

  private final class Acquired implements BlockSet {
    private final BlockReader[] readers;
    private boolean closed;

    Acquired(List<BlockReader> readers) {
      this.readers = readers.toArray(new BlockReader[0]);
    }

    @Override
    public int count() {
      return readers.length;
    }

    @Override
    public BlockReader block(int index) {
      return readers[index];
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      for (BlockReader reader : readers) {
        reader.close();
        release(reader.block());
      }
    }
  }

  /// Lets go of a block held by [Block#retain] or by the list.
  void release(Block block) {
    if (block.release()) {
      try {
        chunkStore.drop(block.key());
      } catch (IOException e) {
        // a replaced block is found and deleted when the store is opened next
        LOG.warn("block_delete_failed path={}", chunkStore.describe(block.key()), e);
      }
    }
  }

  /// Highest journal position up to which samples of the partition starting at `partitionStartMs`
  /// are in blocks; -1 when none are.
  public long flushedPosition(long partitionStartMs) {
    return flushedPositions.getOrDefault(partitionStartMs, -1L);
  }

  /// Merges what should be merged: overlapping and small blocks of a day, then of eight days; with
  /// `everything`, all blocks of each eight days at once. Safe beside readers and flushes; returns
  /// when done.
  public CompactionResult compact(boolean everything) throws IOException {
    synchronized (maintenanceLock) {
      CompactionResult result = CompactionResult.NOTHING;
      while (true) {
        List<Block> group = Compactor.next(List.of(blocks), clock.wallMillis(), everything);
        if (group.isEmpty()) {
          return result;
        }
        result = result.plus(merge(group));
      }
    }
  }

  private CompactionResult merge(List<Block> group) throws IOException {
    try (var merger = new BlockMerger(this, group)) {
      if (!merger.open()) {
        return CompactionResult.NOTHING;
      }
      Block merged = merger.merge();
      swap(group, merged);
      long bytesIn = 0;
      for (Block block : group) {
        bytesIn += block.meta().sizeBytes();
      }
      long bytesOut = merged.meta().sizeBytes();
      metrics.merges.increment();
      metrics.mergedBlocks.add(group.size());
      metrics.mergedBytes.add(bytesOut);
      return new CompactionResult(1, group.size(), bytesIn, bytesOut);
    } catch (IOException | RuntimeException e) {
      metrics.mergeFailures.increment();
      throw e;
    }
  }

  /// Deletes the blocks whose samples are all older than `earliestMs`.
  public void applyRetention(long earliestMs) {
    synchronized (maintenanceLock) {
      var expired = new ArrayList<Block>();
      for (Block block : blocks) {
        BlockMeta meta = block.meta();
        boolean samplesExpired = meta.sampleCount() > 0 && meta.maxTimestampMs() < earliestMs;
        if (samplesExpired || meta.range().endMs() <= earliestMs) {
          expired.add(block);
        }
      }
      swap(expired);
      metrics.expired.add(expired.size());
    }
  }

  /// What blocks there are, in ascending precedence.
  public List<BlockMeta> list() {
    return Arrays.stream(blocks).map(Block::meta).toList();
  }

  ChunkStore chunkStore() {
    return chunkStore;
  }

  BlockSettings settings() {
    return settings;
  }

  BlockMetrics metrics() {
    return metrics;
  }

  ReadScratch.Pool scratchPool() {
    return scratchPool;
  }

  /// Counts a damaged chunk; logs at most one in ten seconds.
  void damagedChunk(Block block, long offset, RuntimeException e) {
    metrics.damagedChunks.increment();
    long now = clock.nanoTime();
    long last = lastDamageLogged.get();
    boolean due = last == Long.MIN_VALUE || now - last >= LOG_EVERY_NANOS;
    if (due && lastDamageLogged.compareAndSet(last, now)) {
      LOG.error(
          "chunk_damaged path={} offset={} reason={}",
          chunkStore.describe(block.key()),
          offset,
          e.getMessage());
    }
  }

  /// Takes a block that cannot be used out of service, keeping its file.
  void damagedBlock(Block block, Exception e) {
    synchronized (listLock) {
      var now = new ArrayList<>(Arrays.asList(blocks));
      if (!now.remove(block)) {
        return;
      }
      blocks = now.toArray(new Block[0]);
    }
    release(block);
    setAside(block.key(), e);
  }

  private void setAside(BlobKey key, Exception e) {
    metrics.damagedBlocks.increment();
    LOG.error("block_set_aside path={} reason={}", chunkStore.describe(key), e.getMessage());
    try {
      chunkStore.setAside(key);
    } catch (IOException renameFailed) {
      LOG.error("block_set_aside_failed path={}", chunkStore.describe(key), renameFailed);
    }
  }

  /// Lets go of everything. Sets still held stay readable until closed.
  @Override
  public void close() {
    synchronized (maintenanceLock) {
      chunkStore.close();
    }
  }
}
