package dev.weir.storage.metrics.chunk;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Prints bytes per sample and rough encode and decode rates for each shape of data. For quotable
/// figures see the benchmarks in `perf`.
public final class ChunkSizeReport {
  private static final int SERIES = 40;
  private static final int ROUNDS = 20;

  private ChunkSizeReport() {}

  public static void main(String[] args) {
    System.out.printf(
        "%-20s %8s %10s %14s %14s %s%n",
        "shape", "samples", "B/sample", "encode M/s", "decode M/s", "codecs");
    for (int count : new int[] {720, 4320}) {
      double total = 0;
      for (DataShapes shape : DataShapes.values()) {
        double size = report(shape, count);
        total += shape == DataShapes.CPU_INTEGER ? 10 * size : 0;
        total += shape.ordinal() >= 1 && shape.ordinal() <= 4 ? size : 0;
      }
      System.out.printf("14 columns %d: %.4f%n", count, total / 14);
    }
  }

  /// CPU time of this thread: other processes do not count.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double report(DataShapes shape, int count) {
    List<SampleColumns> all = new ArrayList<>();
    for (int s = 0; s < SERIES; s++) {
      all.add(shape.series(s, 1_700_000_000_000L, count));
    }
    var encoder = new ChunkEncoder();
    var decoder = new ChunkDecoder();
    List<ChunkBuffer> chunks = new ArrayList<>();
    long encodeNanos = 0;
    long decodeNanos = 0;
    long bytes = 0;
    var out = new SampleColumns(count);
    for (int round = 0; round < ROUNDS; round++) {
      chunks.clear();
      bytes = 0;
      encodeNanos = cpuNanos();
      for (SampleColumns samples : all) {
        var chunk = new ChunkBuffer();
        encoder.encode(samples, 0, count, chunk);
        bytes += chunk.length();
        chunks.add(chunk);
      }
      encodeNanos = cpuNanos() - encodeNanos;
      decodeNanos = cpuNanos();
      for (int repeat = 0; repeat < 10; repeat++) {
        for (ChunkBuffer chunk : chunks) {
          out.clear();
          decoder.decode(chunk.array(), 0, chunk.length(), TimeRange.ALL, out);
        }
      }
      decodeNanos = (cpuNanos() - decodeNanos) / 10;
    }
    for (int s = 0; s < SERIES; s++) {
      out.clear();
      decoder.decode(chunks.get(s).array(), 0, chunks.get(s).length(), TimeRange.ALL, out);
      ChunkAssert.assertSame(all.get(s), out);
    }
    double samples = (double) SERIES * count;
    byte[] first = chunks.getFirst().array();
    System.out.printf(
        "%-20s %8d %10.4f %14.1f %14.1f %d/%d%n",
        shape,
        count,
        bytes / samples,
        samples * 1e3 / encodeNanos,
        samples * 1e3 / decodeNanos,
        first[3],
        first[4]);
    return bytes / samples;
  }
}
