package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.chunk.ChunkAssert;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A disk that fails, fills up, forgets and flips bits: at each call, at each byte.
class BlockFaultTest {
  private static final Path DIRECTORY = Path.of("/data/blocks");
  private static final long P = BlockStore.PARTITION_MS;
  private static final long START = BlockStoreTest.START;

  private static BlockStore open(FaultFiles files) throws IOException {
    return BlockStore.open(
        files, DIRECTORY, Clock.SYSTEM, new MetricRegistry(), BlockSettings.DEFAULT);
  }

  private static SampleColumns series(int id, int partition) {
    return BlockStoreTest.series(id, START + partition * P, 40);
  }

  private static void flush(BlockStore store, int partition) throws IOException {
    BlockWriter writer = store.newBlock(BlockStoreTest.partition(START + partition * P));
    try {
      for (int id = 0; id < 3; id++) {
        writer.add(id, id, series(id, partition));
      }
    } catch (IOException e) {
      writer.abort();
      throw e;
    }
    store.publish(writer, partition);
  }

  /// Partitions 0 .. flushed-1 are there, whole; at most one more.
  private static void assertFlushed(BlockStore store, int flushed, boolean perhapsOneMore) {
    for (int id = 0; id < 3; id++) {
      var expected = new SampleColumns();
      int partitions = flushed;
      if (perhapsOneMore && store.flushedPosition(START + flushed * P) >= 0) {
        partitions++;
      }
      for (int p = 0; p < partitions; p++) {
        assertEquals(p, store.flushedPosition(START + p * P));
        SampleColumns samples = series(id, p);
        for (int i = 0; i < samples.length(); i++) {
          expected.add(samples.timestamps()[i], samples.values()[i]);
        }
      }
      ChunkAssert.assertSame(expected, BlockStoreTest.read(store, id, TimeRange.ALL));
    }
  }

  @Test
  void eachCallFails_flushIsAllOrNothing_andCanBeRepeated() throws IOException {
    boolean failed = true;
    for (int call = 1; failed; call++) {
      var files = new FaultFiles(new Random(call));
      try (BlockStore store = open(files)) {
        flush(store, 0);
        files.failAt(call);
        failed = false;
        try {
          flush(store, 1);
        } catch (IOException e) {
          failed = true;
        }
        files.heal();
        assertFlushed(store, failed ? 1 : 2, false);
        if (failed) {
          flush(store, 1);
        }
        assertFlushed(store, 2, false);
      }
      try (BlockStore store = open(files)) {
        assertFlushed(store, 2, false);
      }
      assertTrue(call < 50, "calls of one flush");
    }
  }

  @Test
  void eachCallFails_compactionChangesNothingOrAll() throws IOException {
    boolean failed = true;
    for (int call = 1; failed; call++) {
      var files = new FaultFiles(new Random(call));
      try (BlockStore store = open(files)) {
        flush(store, 0);
        flush(store, 1);
        files.failAt(call);
        long callsBefore = files.calls();
        try {
          store.compact(true);
        } catch (IOException e) {
          assertEquals(2, store.list().size());
        }
        failed = files.calls() - callsBefore >= call;
        files.heal();
        assertFlushed(store, 2, false);
        store.compact(true);
        assertEquals(1, store.list().size());
        assertFlushed(store, 2, false);
      }
      try (BlockStore store = open(files)) {
        assertEquals(1, store.list().size());
        assertFlushed(store, 2, false);
      }
      assertTrue(call < 50, "calls of one compaction");
    }
  }

  @Test
  void powerCut_afterEachCall_losesNothingPublished() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var files = new FaultFiles(random);
      int published = 0;
      BlockStore store = open(files);
      files.failAt(1 + random.nextInt(60));
      try {
        for (int p = 0; p < 5; p++) {
          flush(store, p);
          published++;
          if (p % 2 == 1) {
            store.compact(true);
          }
        }
      } catch (IOException e) {
        // the power goes where the call failed
      }
      store.close();
      files.crash();
      files.heal();
      try (BlockStore reopened = open(files)) {
        assertFlushed(reopened, published, true);
      }
    }
  }

  @Test
  void fullDevice_flushFails_laterSucceeds() throws IOException {
    var files = new FaultFiles(new Random(1));
    try (BlockStore store = open(files)) {
      flush(store, 0);
      files.capacity(400);
      assertThrows(IOException.class, () -> flush(store, 1));
      assertFlushed(store, 1, false);
      files.capacity(Long.MAX_VALUE);
      flush(store, 1);
      assertFlushed(store, 2, false);
    }
  }

  /// Every bit of a block, one at a time: verifying finds it, and reading gives each series whole
  /// or not at all.
  @Test
  void bitFlip_anywhere_isFoundAndHarmless() throws IOException {
    var files = new FaultFiles(new Random(1));
    try (BlockStore store = open(files)) {
      flush(store, 0);
    }
    Path path = DIRECTORY.resolve(files.list(DIRECTORY).getFirst().getFileName());
    byte[] good = files.content(path);
    assertEquals(0, BlockVerifier.verify(files, DIRECTORY).problems().size());
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit >>> 3] ^= (byte) (1 << (bit & 7));
      files.overwrite(path, bad);
      var report = BlockVerifier.verify(files, DIRECTORY);
      assertTrue(!report.problems().isEmpty(), "not found: bit " + bit);
      try (BlockStore store = open(files)) {
        for (int id = 0; id < 3; id++) {
          SampleColumns read = BlockStoreTest.read(store, id, TimeRange.ALL);
          if (read.length() > 0) {
            ChunkAssert.assertSame(series(id, 0), read);
          }
        }
      }
      for (Path name : files.list(DIRECTORY)) {
        files.delete(DIRECTORY.resolve(name.getFileName()));
      }
    }
  }

  @Test
  void truncated_anywhere_isSetAside() throws IOException {
    var files = new FaultFiles(new Random(1));
    try (BlockStore store = open(files)) {
      flush(store, 0);
    }
    Path path = DIRECTORY.resolve(files.list(DIRECTORY).getFirst().getFileName());
    byte[] good = files.content(path);
    for (int length = 0; length < good.length; length++) {
      files.overwrite(path, Arrays.copyOf(good, length));
      assertTrue(!BlockVerifier.verify(files, DIRECTORY).problems().isEmpty());
      try (BlockStore store = open(files)) {
        assertEquals(0, store.list().size());
      }
      Path aside = DIRECTORY.resolve(path.getFileName() + ".damaged");
      assertTrue(files.exists(aside));
      files.delete(aside);
    }
  }

  /// A damaged chunk costs its own samples only, when read and when merged; the block it was in is
  /// kept beside the merged one.
  @Test
  void damagedChunk_theRestIsServedAndMerged() throws IOException {
    var files = new FaultFiles(new Random(1));
    try (BlockStore store = open(files)) {
      flush(store, 0);
      flush(store, 1);
    }
    Path path = DIRECTORY.resolve(files.list(DIRECTORY).getFirst().getFileName());
    byte[] bytes = files.content(path);
    bytes[BlockLayout.HEADER_SIZE + 30] ^= 1;
    files.overwrite(path, bytes);
    var metrics = new MetricRegistry();
    try (BlockStore store =
        BlockStore.open(files, DIRECTORY, Clock.SYSTEM, metrics, BlockSettings.DEFAULT)) {
      assertEquals(40, BlockStoreTest.read(store, 0, TimeRange.ALL).length());
      assertEquals(80, BlockStoreTest.read(store, 1, TimeRange.ALL).length());
      assertEquals(1, store.metrics().damagedChunks.value());
      assertEquals(1, store.compact(true).merges());
      assertEquals(40, BlockStoreTest.read(store, 0, TimeRange.ALL).length());
      assertEquals(80, BlockStoreTest.read(store, 2, TimeRange.ALL).length());
      assertTrue(files.exists(DIRECTORY.resolve(path.getFileName() + ".damaged")));
    }
    assertEquals(0, BlockVerifier.verify(files, DIRECTORY).problems().size());
  }
}
