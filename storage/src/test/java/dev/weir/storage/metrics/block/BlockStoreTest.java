package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.metrics.chunk.ChunkAssert;
import dev.weir.storage.metrics.chunk.DataShapes;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
  static final long P = BlockStore.PARTITION_MS;
  static final long START = 1_700_006_400_000L / Compactor.EIGHT_DAYS_MS * Compactor.EIGHT_DAYS_MS;

  @TempDir Path directory;

  BlockStore open() throws IOException {
    return BlockStore.open(
        MachineFiles.INSTANCE,
        directory,
        Clock.SYSTEM,
        new MetricRegistry(),
        BlockSettings.DEFAULT);
  }

  static TimeRange partition(long startMs) {
    return new TimeRange(startMs, startMs + P);
  }

  static SampleColumns series(int seriesId, long startMs, int count) {
    return DataShapes.values()[seriesId % DataShapes.values().length].series(
        seriesId, startMs, count);
  }

  /// Series 0..seriesCount-1 in shard `id % 4`.
  static void flush(BlockStore store, long startMs, int seriesCount, long position)
      throws IOException {
    BlockWriter writer = store.newBlock(partition(startMs));
    for (int shard = 0; shard < 4; shard++) {
      for (int id = shard; id < seriesCount; id += 4) {
        writer.add(shard, id, series(id, startMs, 720));
      }
    }
    store.publish(writer, position);
  }

  static SampleColumns read(BlockStore store, int seriesId, TimeRange range) {
    var out = new SampleColumns();
    try (BlockSet set = store.acquire(range)) {
      for (int i = 0; i < set.count(); i++) {
        set.block(i).read(seriesId, range, out);
      }
    }
    return out;
  }

  @Test
  void publish_thenRead_givesTheSamples() throws IOException {
    try (BlockStore store = open()) {
      flush(store, START, 20, 77);
      for (int id = 0; id < 20; id++) {
        ChunkAssert.assertSame(series(id, START, 720), read(store, id, TimeRange.ALL));
      }
      assertEquals(0, read(store, 20, TimeRange.ALL).length());
      var some = read(store, 3, new TimeRange(START + 50_000, START + 100_000));
      assertEquals(5, some.length());
      assertEquals(START + 50_000, some.timestamps()[0]);
      assertEquals(77, store.flushedPosition(START));
      assertEquals(-1, store.flushedPosition(START + P));
    }
  }

  @Test
  void acquire_otherRange_isEmpty() throws IOException {
    try (BlockStore store = open()) {
      flush(store, START, 1, 1);
      try (BlockSet set = store.acquire(new TimeRange(START + P, START + 2 * P))) {
        assertEquals(0, set.count());
      }
    }
  }

  @Test
  void reopen_keepsBlocksAndPositions() throws IOException {
    try (BlockStore store = open()) {
      flush(store, START, 5, 10);
      flush(store, START + P, 5, 20);
    }
    Files.writeString(directory.resolve("1-0-99.block.tmp"), "half");
    try (BlockStore store = open()) {
      assertEquals(2, store.list().size());
      assertEquals(10, store.flushedPosition(START));
      assertEquals(20, store.flushedPosition(START + P));
      assertEquals(1440, read(store, 4, TimeRange.ALL).length());
      assertFalse(Files.exists(directory.resolve("1-0-99.block.tmp")));
      flush(store, START + 2 * P, 5, 30);
      assertEquals(3, store.list().size());
    }
  }

  @Test
  void compact_everything_mergesAndKeepsAnswers() throws IOException {
    try (BlockStore store = open()) {
      for (int p = 0; p < 14; p++) {
        flush(store, START + p * P, 10, p);
      }
      var before = new SampleColumns[10];
      for (int id = 0; id < 10; id++) {
        before[id] = read(store, id, TimeRange.ALL);
      }
      CompactionResult result = store.compact(true);
      assertEquals(1, result.merges());
      assertEquals(14, result.blocksIn());
      assertEquals(List.of(2), store.list().stream().map(BlockMeta::level).toList());
      for (int id = 0; id < 10; id++) {
        ChunkAssert.assertSame(before[id], read(store, id, TimeRange.ALL));
      }
      for (int p = 0; p < 14; p++) {
        assertEquals(p, store.flushedPosition(START + p * P));
      }
      assertEquals(1, MachineFiles.INSTANCE.list(directory).size());
    }
    try (BlockStore store = open()) {
      assertEquals(13, store.flushedPosition(START + 13 * P));
      assertEquals(14 * 720, read(store, 9, TimeRange.ALL).length());
    }
  }

  @Test
  void compact_overlapping_laterBlockWins() throws IOException {
    var metrics = new MetricRegistry();
    try (BlockStore store =
        BlockStore.open(
            MachineFiles.INSTANCE, directory, Clock.SYSTEM, metrics, BlockSettings.DEFAULT)) {
      for (int round = 0; round < 3; round++) {
        var samples = new SampleColumns();
        for (int i = round; i < 100; i++) {
          samples.add(START + 1000L * i, round + i / 1000.0);
        }
        BlockWriter writer = store.newBlock(partition(START));
        writer.add(0, 5, samples);
        store.publish(writer, round);
      }
      store.compact(true);
      var out = read(store, 5, TimeRange.ALL);
      assertEquals(100, out.length());
      assertEquals(0, out.values()[0]);
      assertEquals(1.001, out.values()[1]);
      assertEquals(2.002, out.values()[2]);
      assertEquals(2.099, out.values()[99]);
      assertEquals(0, store.list().getFirst().level());
      assertEquals(2, store.flushedPosition(START));
    }
  }

  @Test
  void compact_besideReaders_keepsWhatTheyHold() throws IOException {
    try (BlockStore store = open()) {
      flush(store, START, 3, 1);
      flush(store, START + P, 3, 2);
      BlockSet held = store.acquire(TimeRange.ALL);
      store.compact(true);
      assertEquals(3, MachineFiles.INSTANCE.list(directory).size());
      var out = new SampleColumns();
      held.block(0).read(1, TimeRange.ALL, out);
      held.block(1).read(1, TimeRange.ALL, out);
      assertEquals(1440, out.length());
      held.close();
      held.close();
      assertEquals(1, MachineFiles.INSTANCE.list(directory).size());
    }
  }

  @Test
  void open_afterCrashBetweenMergeAndDelete_dropsTheReplaced() throws IOException {
    Path saved = directory.resolveSibling(directory.getFileName() + "-saved");
    Files.createDirectories(saved);
    try (BlockStore store = open()) {
      flush(store, START, 3, 1);
      flush(store, START + P, 3, 2);
      for (Path path : MachineFiles.INSTANCE.list(directory)) {
        Path name = path.getFileName();
        Files.copy(directory.resolve(name), saved.resolve(name));
      }
      store.compact(true);
    }
    for (Path path : MachineFiles.INSTANCE.list(saved)) {
      Path name = path.getFileName();
      Files.copy(saved.resolve(name), directory.resolve(name));
    }
    try (BlockStore store = open()) {
      assertEquals(1, store.list().size());
      assertEquals(1440, read(store, 2, TimeRange.ALL).length());
    }
  }

  @Test
  void retention_dropsOldBlocksOnly() throws IOException {
    try (BlockStore store = open()) {
      flush(store, START, 3, 1);
      flush(store, START + P, 3, 2);
      store.applyRetention(START + P);
      assertEquals(1, store.list().size());
      assertEquals(START + P, store.list().getFirst().minTimestampMs());
    }
  }

  @Test
  void scatteredPartitions_stayFewMappings() throws IOException {
    var settings = new BlockSettings(8, true, 8192);
    try (BlockStore store =
        BlockStore.open(
            MachineFiles.INSTANCE, directory, Clock.SYSTEM, new MetricRegistry(), settings)) {
      long year = 365 * Compactor.DAY_MS / P * P;
      for (int y = 0; y < 130; y++) {
        flush(store, y * year, 1, y);
      }
      assertEquals(130 * 720, read(store, 0, TimeRange.ALL).length());
      assertTrue(((FileChunkStore) store.chunkStore()).mappedCount() <= 8);
      assertEquals(0, store.compact(true).merges());
    }
  }

  @Test
  void emptyBlock_keepsItsPosition() throws IOException {
    try (BlockStore store = open()) {
      store.publish(store.newBlock(partition(START)), 5);
    }
    try (BlockStore store = open()) {
      assertEquals(5, store.flushedPosition(START));
      flush(store, START, 1, 6);
      store.compact(true);
      assertEquals(6, store.flushedPosition(START));
      assertEquals(720, read(store, 0, TimeRange.ALL).length());
    }
  }

  @Test
  void add_outOfOrder_isRefused() throws IOException {
    try (BlockStore store = open()) {
      BlockWriter writer = store.newBlock(partition(START));
      writer.add(1, 1, series(1, START, 2));
      assertThrows(IllegalArgumentException.class, () -> writer.add(0, 2, series(1, START, 2)));
      writer.abort();
      assertEquals(0, MachineFiles.INSTANCE.list(directory).size());
      assertThrows(
          IllegalArgumentException.class,
          () -> store.newBlock(new TimeRange(START + 1, START + P)));
    }
  }
}
