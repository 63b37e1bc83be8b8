package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.journal.JournalSettings;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.journal.SegmentedLog;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Store and journal together on a disk that loses power at random moments: every sample whose
/// record was forced is there exactly once, with the value journalled last.
class LocalMetricStoreFaultTest {
  private static final int SERIES = 40;
  private static final long STEP_MS = 10_000;

  @Test
  void powerCuts_acknowledgedSamples_areThereOnce() throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      try {
        new Run(seed).go();
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final FaultFiles files;
    private final TestClock clock = new TestClock(StoreFixture.START_MS + 864_000_000L);
    private DataDir data;
    private ManualScheduler scheduler;
    private LocalMetricStore store;
    private SegmentedLog log;
    private long truncateBefore;
    private int steps; // samples of each series so far: time and value are functions of it
    private int acknowledged;

    Run(long seed) throws IOException {
      random = new Random(seed);
      files = new FaultFiles(random);
      open();
    }

    private void open() throws IOException {
      var metrics = new MetricRegistry();
      scheduler = new ManualScheduler();
      truncateBefore = 0;
      data = DataDir.open(files, Path.of("/data"), clock, new Random(1));
      store = LocalMetricStore.open(StoreFixture.settings(), data, clock, scheduler, metrics);
      log =
          SegmentedLog.open(
              files,
              data.part("journal"),
              data.header().storeId(),
              clock,
              metrics,
              new JournalSettings("metrics", 20_000, store.floorPosition(), false));
      log.replay(
          store.checkpointPosition(),
          (position, end, kind, payload) ->
              SamplesRecord.decode(
                  payload,
                  store.registry(),
                  new ResolvedSamples(),
                  (first, last, samples) -> store.apply(samples, end)));
      steps = countOf(0);
      assertEquals(true, steps >= acknowledged, steps + " of " + acknowledged);
      check();
    }

    void go() throws IOException {
      for (int round = 0; round < 120; round++) {
        switch (random.nextInt(14)) {
          case 0 -> scheduler.runPending();
          case 1 -> store.compact();
          case 2 -> {
            log.force();
            acknowledged = steps;
            store.checkpoint(
                sink -> sink.put("s", ByteBuffer.allocate(3)),
                position -> truncateBefore = position);
          }
          case 3 -> log.truncateBefore(truncateBefore);
          case 4 -> {
            log.force();
            acknowledged = steps;
          }
          case 5 -> {
            files.crash();
            open();
          }
          case 6 -> {
            clock.advanceMs(1_000_000);
            scheduler.runRepeating();
          }
          default -> append();
        }
      }
      check();
    }

    private void append() throws IOException {
      var batch = new ResolvedSamples();
      int count = 1 + random.nextInt(60);
      for (int i = 0; i < count; i++) {
        for (int s = 0; s < SERIES; s++) {
          int id = store.registry().resolve(Tenant.DEFAULT, StoreFixture.labels(s));
          batch.add(id, time(steps + i), value(s, steps + i));
        }
      }
      steps += count;
      ByteBuffer payload = new SamplesRecord().encode(store.registry(), batch, 64);
      store.apply(batch, log.append(RecordKind.SAMPLES, payload));
    }

    private static long time(int step) {
      return StoreFixture.START_MS + step * STEP_MS;
    }

    private static double value(int series, int step) {
      return series * 1000.0 + step % 100;
    }

    private SampleColumns read(int series) {
      var out = new SampleColumns();
      var plan =
          new LeafPlan.Samples(
              Tenant.DEFAULT,
              List.of(
                  Matcher.equal("__name__", "m" + series % 7),
                  Matcher.equal("host", "h" + series / 7)),
              TimeRange.ALL);
      try (SampleSet set = store.leaf().samples(plan, QueryBudget.UNLIMITED)) {
        if (set.seriesCount() == 1) {
          set.read(0, out);
        }
      }
      return out;
    }

    private int countOf(int series) {
      return read(series).length();
    }

    private void check() {
      for (int s = 0; s < SERIES; s++) {
        SampleColumns samples = read(s);
        assertEquals(steps, samples.length(), "series " + s);
        for (int i = 0; i < steps; i++) {
          assertEquals(time(i), samples.timestamps()[i]);
          assertEquals(value(s, i), samples.values()[i]);
        }
      }
    }
  }
}
