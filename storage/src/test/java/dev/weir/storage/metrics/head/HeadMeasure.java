package dev.weir.storage.metrics.head;

import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.lang.management.ManagementFactory;
import java.util.Random;

/// Nanoseconds per sample of append and decode, and bytes per sample: a quick look, not a benchmark
/// (those are in `perf`).
final class HeadMeasure {
  private HeadMeasure() {}

  public static void main(String[] args) {
    int seriesCount = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
    for (String shape : new String[] {"walk", "decimal", "random"}) {
      for (int run = 0; run < 3; run++) {
        measure(seriesCount, shape);
      }
    }
  }

  private static void measure(int seriesCount, String shape) {
    var memory = new HeadMemory();
    var random = new Random(1);
    int steps = 5_000_000 / seriesCount;
    double[] last = new double[seriesCount];
    try (var engine = HeadProperties.engine(memory, FlushedPositions.NONE)) {
      var batch = new ResolvedSamples();
      long appendNanos = 0;
      long base = HeadPartition.startOf(1_735_689_600_000L);
      for (int step = 0; step < steps; step++) {
        batch.clear();
        for (int s = 0; s < seriesCount; s++) {
          last[s] =
              switch (shape) {
                case "walk" -> Math.clamp(last[s] + random.nextInt(5) - 2, 0, 100);
                case "decimal" -> Math.round(last[s] * 100 + random.nextInt(50)) / 100.0;
                default -> random.nextGaussian();
              };
          batch.add(s, base + step * 10_000L, last[s]);
        }
        long t = cpuNanos();
        engine.apply(batch, step);
        appendNanos += cpuNanos() - t;
      }
      long samples = (long) steps * seriesCount;
      var out = new SampleColumns();
      long decoded = 0;
      long t = cpuNanos();
      try (var parts = engine.acquire(TimeRange.ALL)) {
        for (int s = 0; s < seriesCount; s++) {
          for (int p = 0; p < parts.count(); p++) {
            out.clear();
            parts.part(p).read(s, TimeRange.ALL, out);
            decoded += out.length();
          }
        }
      }
      long decodeNanos = cpuNanos() - t;
      System.out.printf(
          "%-8s append %.1f ns, decode %.1f ns, %.2f bytes a sample, %d samples%n",
          shape,
          (double) appendNanos / samples,
          (double) decodeNanos / decoded,
          (double) memory.usedBytes() / samples,
          decoded);
    }
  }

  /// Of this thread, so that other work on the machine disturbs little.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
