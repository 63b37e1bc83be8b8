package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The store under random appends, flushes, checkpoints, merges, restarts, kills and power cuts
/// against a map. Prints the seed on failure.
class LocalMetricStoreProperties {
  private static final int SERIES = 60;

  @Test
  void store_anyHistory_readsLikeAMap() throws IOException {
    for (long seed = 1; seed <= 6; seed++) {
      try {
        new Run(seed, 1).go(60);
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void store_severalEngines_readsLikeAMap() throws IOException {
    for (long seed = 100; seed <= 101; seed++) {
      try {
        new Run(seed, 3).go(50);
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final StoreFixture fixture;
    private final Map<Integer, TreeMap<Long, Double>> model = new TreeMap<>();
    private long now = StoreFixture.START_MS;

    Run(long seed, int engines) throws IOException {
      random = new Random(seed);
      fixture = new StoreFixture(seed, StoreFixture.settings().withEngines(engines));
    }

    void go(int steps) throws IOException {
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(16)) {
          case 0 -> fixture.scheduler.runPending();
          case 1 -> {
            fixture.clock.advanceMs(random.nextLong(3_600_000));
            fixture.scheduler.runRepeating();
          }
          case 2, 3 -> {
            byte[] state = {(byte) step};
            fixture.checkpoint(() -> state);
            if (random.nextBoolean()) {
              fixture.scheduler.runPending();
            }
          }
          case 4 -> fixture.store().compact();
          case 5 -> fixture.reopen();
          case 6 -> fixture.kill();
          case 7 -> fixture.crash();
          case 8 -> check();
          default -> append();
        }
      }
      check();
      fixture.store().compact();
      check();
      fixture.close();
    }

    private void append() {
      var batch = new ResolvedSamples();
      int shape = random.nextInt(10);
      int length = random.nextInt(shape == 0 ? 10_000 : 400);
      now += random.nextLong(1_800_000);
      for (int i = 0; i < length; i++) {
        int series = random.nextInt(SERIES);
        long time =
            switch (shape) {
              case 1 -> random.nextLong(20) * 200_000_000_000L + i * 1000L; // 1970 to 2096
              case 2, 3 -> now - random.nextLong(8 * 3_600_000);
              default -> now + i;
            };
        double value = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(50);
        batch.add(fixture.resolve(series), time, value);
        model.computeIfAbsent(series, s -> new TreeMap<>()).put(time, value);
      }
      fixture.apply(batch);
    }

    private void check() {
      for (var entry : model.entrySet()) {
        same(entry.getValue(), fixture.read(entry.getKey(), TimeRange.ALL), entry.getKey());
        long from = StoreFixture.START_MS + random.nextLong(now - StoreFixture.START_MS + 1);
        var range = new TimeRange(from, from + random.nextLong(7_200_000));
        same(
            entry.getValue().subMap(range.startMs(), range.endMs()),
            fixture.read(entry.getKey(), range),
            entry.getKey());
      }
    }

    private static void same(SortedMap<Long, Double> expected, SampleColumns actual, int series) {
      int i = 0;
      for (var sample : expected.entrySet()) {
        int at = i;
        assertTrue(
            i < actual.length(), () -> "series " + series + " ends before " + sample.getKey());
        assertEquals(
            (long) sample.getKey(),
            actual.timestamps()[i],
            () -> "series " + series + " sample " + at + " of " + expected.size());
        assertEquals(sample.getValue(), actual.values()[i], () -> "series " + series);
        i++;
      }
      assertEquals(expected.size(), actual.length(), () -> "series " + series);
    }
  }
}
