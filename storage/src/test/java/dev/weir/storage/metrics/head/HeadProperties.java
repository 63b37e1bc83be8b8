package dev.weir.storage.metrics.head;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SampleMerge;
import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.metrics.ShardRange;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Random samples in random order against a map.
class HeadProperties {
  static HeadEngine engine(HeadMemory memory, FlushedPositions flushed) {
    var registry = new MetricRegistry();
    return new HeadEngine(
        new ShardRange(0, 64),
        memory,
        Clock.SYSTEM,
        flushed,
        new HeadEngine.Counters(
            registry.counter("s", ""),
            registry.counter("d", ""),
            registry.counter("o", ""),
            registry.counter("r", "")));
  }

  static SampleColumns read(ShardEngine engine, int series, TimeRange range) {
    var out = new SampleColumns();
    try (ShardEngine.Parts parts = engine.acquire(range)) {
      for (int i = 0; i < parts.count(); i++) {
        int middle = out.length();
        parts.part(i).read(series, range, out);
        SampleMerge.mergeTail(out, 0, middle);
      }
    }
    return out;
  }

  static void assertSamples(SortedMap<Long, Double> expected, SampleColumns actual, String where) {
    assertEquals(expected.size(), actual.length(), where);
    int i = 0;
    for (var entry : expected.entrySet()) {
      assertEquals(entry.getKey(), actual.timestamps()[i], where);
      assertEquals(
          Double.doubleToRawLongBits(entry.getValue()),
          Double.doubleToRawLongBits(actual.values()[i]),
          where);
      i++;
    }
  }

  @Test
  void apply_anyOrder_readsLikeAMap() {
    for (long seed = 1; seed <= 40; seed++) {
      run(seed);
    }
  }

  private void run(long seed) {
    var random = new Random(seed);
    var memory = new HeadMemory();
    int seriesCount = 1 + random.nextInt(300);
    var model = new TreeMap<Integer, TreeMap<Long, Double>>();
    long span = 1L << (10 + random.nextInt(16));
    try (var engine = engine(memory, FlushedPositions.NONE)) {
      var batch = new ResolvedSamples();
      for (int round = 0; round < 20; round++) {
        batch.clear();
        long base = 1_700_000_000_000L + (round * span) / 3;
        int length = random.nextInt(3000);
        for (int i = 0; i < length; i++) {
          int series = random.nextInt(seriesCount) * 64;
          long time = base + random.nextLong(span) / 100 * 100;
          double value = random.nextBoolean() ? random.nextInt(4) : random.nextGaussian();
          batch.add(series, time, value);
          model.computeIfAbsent(series, s -> new TreeMap<>()).put(time, value);
        }
        engine.apply(batch, round);
        if (random.nextInt(4) == 0) {
          engine.seal(TimeRange.ALL, round);
        }
      }
      for (var entry : model.entrySet()) {
        String where = "seed " + seed + " series " + entry.getKey();
        assertSamples(entry.getValue(), read(engine, entry.getKey(), TimeRange.ALL), where);
        long from = entry.getValue().firstKey() + random.nextLong(span);
        var range = new TimeRange(from, from + random.nextLong(span));
        var expected = new TreeMap<>(entry.getValue().subMap(range.startMs(), range.endMs()));
        assertSamples(expected, read(engine, entry.getKey(), range), where + range);
      }
      assertEquals(0, read(engine, 1, TimeRange.ALL).length());
    }
    assertEquals(0, memory.usedBytes(), "seed " + seed);
    assertEquals(0, memory.sealedBytes(), "seed " + seed);
  }
}
