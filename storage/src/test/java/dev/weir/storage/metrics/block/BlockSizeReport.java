package dev.weir.storage.metrics.block;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.metrics.chunk.DataShapes;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Prints bytes per sample of whole blocks, as flushed and as merged, and rough CPU costs, for
/// hosts with the 14 columns of the comparison with other stores (twelve hours at ten seconds).
public final class BlockSizeReport {
  private static final int HOSTS = 20;
  private static final int STEPS = 4320;
  private static final int STEPS_PER_PARTITION = 720;
  private static final int ROUNDS = 4;

  private BlockSizeReport() {}

  public static void main(String[] args) throws IOException {
    List<SampleColumns> all = new ArrayList<>();
    for (int host = 0; host < HOSTS; host++) {
      for (int column = 0; column < 14; column++) {
        DataShapes shape = DataShapes.values()[Math.max(0, column - 9)];
        all.add(shape.series(host * 14 + column, BlockStoreTest.START, STEPS));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      run(all);
    }
  }

  private static void run(List<SampleColumns> all) throws IOException {
    Path directory = Files.createTempDirectory("blocks");
    double samples = (double) all.size() * STEPS;
    try (BlockStore store =
        BlockStore.open(
            MachineFiles.INSTANCE,
            directory,
            Clock.SYSTEM,
            new MetricRegistry(),
            BlockSettings.DEFAULT)) {
      long start = cpuNanos();
      for (int p = 0; p < STEPS / STEPS_PER_PARTITION; p++) {
        flush(store, all, p);
      }
      long flushed = cpuNanos();
      double before = bytes(store);
      store.compact(true);
      long merged = cpuNanos();
      var out = new SampleColumns();
      try (BlockSet set = store.acquire(TimeRange.ALL)) {
        for (int id = 0; id < all.size(); id++) {
          out.clear();
          set.block(0).read(id, TimeRange.ALL, out);
        }
      }
      long read = cpuNanos();
      System.out.printf(
          "flushed %.4f B/sample, merged %.4f; CPU ns/sample: flush %.1f, merge %.1f, read %.1f%n",
          before / samples,
          bytes(store) / samples,
          (flushed - start) / samples,
          (merged - flushed) / samples,
          (read - merged) / samples);
    }
    for (Path path : MachineFiles.INSTANCE.list(directory)) {
      Files.delete(directory.resolve(path.getFileName()));
    }
    Files.delete(directory);
  }

  private static void flush(BlockStore store, List<SampleColumns> all, int partition)
      throws IOException {
    long startMs = BlockStoreTest.START + partition * BlockStore.PARTITION_MS;
    BlockWriter writer = store.newBlock(BlockStoreTest.partition(startMs));
    var samples = new SampleColumns();
    for (int id = 0; id < all.size(); id++) {
      samples.clear();
      int from = partition * STEPS_PER_PARTITION;
      for (int i = from; i < from + STEPS_PER_PARTITION; i++) {
        samples.add(all.get(id).timestamps()[i], all.get(id).values()[i]);
      }
      writer.add(0, id, samples);
    }
    store.publish(writer, partition);
  }

  private static double bytes(BlockStore store) {
    return store.list().stream().mapToLong(BlockMeta::sizeBytes).sum();
  }

  /// CPU time of this thread: other processes do not count.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
