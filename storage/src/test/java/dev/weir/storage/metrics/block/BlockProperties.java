package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.metrics.chunk.ChunkAssert;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random flushes, merges and expiries against a sorted map. `-Dweir.seed=` repeats a run.
class BlockProperties {
  private static final long P = BlockStore.PARTITION_MS;
  private static final long START = BlockStoreTest.START;
  private static final int SERIES = 12;

  @TempDir Path directory;

  private final long seed = Long.getLong("weir.seed", 20261121);
  private final Random random = new Random(seed);

  /// Small chunks, so that records have several and series several records.
  private BlockStore open() throws IOException {
    return BlockStore.open(
        MachineFiles.INSTANCE,
        directory,
        Clock.SYSTEM,
        new MetricRegistry(),
        new BlockSettings(4, true, 3));
  }

  private static int shard(int seriesId) {
    return seriesId * 7 % 3;
  }

  private void flushSome(BlockStore store, List<SortedMap<Long, Double>> model, int round)
      throws IOException {
    long start = START + random.nextInt(30) * P;
    int size = random.nextInt(5) == 0 ? 1200 : 20;
    BlockWriter writer = store.newBlock(new TimeRange(start, start + P));
    for (int shard = 0; shard < 3; shard++) {
      for (int id = 0; id < SERIES; id++) {
        if (shard(id) != shard || random.nextInt(3) == 0) {
          continue;
        }
        var samples = new SampleColumns();
        long time = start + random.nextInt(100);
        for (int i = random.nextInt(size); i >= 0 && time < start + P; i--) {
          double value = round + random.nextInt(100) / 100.0;
          samples.add(time, value);
          model.get(id).put(time, value);
          time += 1 + random.nextInt(5000);
        }
        writer.add(shard, id, samples);
      }
    }
    store.publish(writer, round);
  }

  private void assertModel(BlockStore store, List<SortedMap<Long, Double>> model) {
    for (int id = 0; id < SERIES; id++) {
      long from = START + random.nextLong(30 * P);
      long to = from + random.nextLong(30 * P);
      TimeRange range = random.nextBoolean() ? TimeRange.ALL : new TimeRange(from, to);
      var merged = new TreeMap<Long, Double>();
      try (BlockSet set = store.acquire(range)) {
        for (int b = 0; b < set.count(); b++) {
          var part = new SampleColumns();
          set.block(b).read(id, range, part);
          for (int i = 0; i < part.length(); i++) {
            merged.put(part.timestamps()[i], part.values()[i]);
          }
        }
      }
      assertEquals(model.get(id).subMap(range.startMs(), range.endMs()), merged, "seed " + seed);
    }
  }

  @Test
  void blocks_answerLikeAMap() throws IOException {
    var model = new ArrayList<SortedMap<Long, Double>>();
    for (int id = 0; id < SERIES; id++) {
      model.add(new TreeMap<>());
    }
    BlockStore store = open();
    for (int round = 0; round < 60; round++) {
      flushSome(store, model, round);
      if (random.nextInt(6) == 0) {
        store.compact(random.nextBoolean());
      }
      if (random.nextInt(10) == 0) {
        store.close();
        store = open();
      }
      assertModel(store, model);
    }
    store.close();
    assertEquals(0, BlockVerifier.verify(MachineFiles.INSTANCE, directory).problems().size());
  }

  @Test
  void readers_besideFlushesAndMerges_seeEverySampleOnce() throws Exception {
    var stop = new AtomicBoolean();
    var failure = new AtomicReference<Throwable>();
    try (BlockStore store = open()) {
      BlockStoreTest.flush(store, START, 4, 0);
      SampleColumns expected = BlockStoreTest.series(2, START, 720);
      var range = new TimeRange(START, START + P);
      var reader =
          new Thread(
              () -> {
                try {
                  while (!stop.get()) {
                    ChunkAssert.assertSame(expected, BlockStoreTest.read(store, 2, range));
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              },
              "reader");
      reader.start();
      for (int p = 1; p < 8; p++) {
        BlockStoreTest.flush(store, START + p * P, 4, p);
        store.compact(true);
      }
      stop.set(true);
      reader.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }
}
