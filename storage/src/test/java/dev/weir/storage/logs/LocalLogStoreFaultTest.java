package dev.weir.storage.logs;

import static dev.weir.storage.logs.LogFixture.ALL;
import static dev.weir.storage.logs.LogFixture.DAY;
import static dev.weir.storage.logs.LogFixture.DAY_NS;
import static dev.weir.storage.logs.LogFixture.add;
import static dev.weir.storage.logs.LogFixture.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.journal.JournalSettings;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.journal.SegmentedLog;
import dev.weir.storage.metrics.ManualScheduler;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Store and journal on a disk that fails, fills up and loses power: every line whose record was
/// forced is there exactly once, no line is there twice.
class LocalLogStoreFaultTest {
  private static final int SEEDS = 6;

  @Test
  void powerCutsAndErrors_atRandom_keepEveryAcknowledgedLineOnce() throws IOException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Life(seed).run(80);
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  /// From the n-th changing call of flushes and merges on nothing works, then the power goes.
  @Test
  void powerCut_atEveryStep_keepsEveryLineOnce() throws IOException {
    int step = 0;
    boolean isThrough = false;
    while (!isThrough) {
      step++;
      try {
        var life = new Life(step);
        life.prepare();
        isThrough = !life.flushAndMergeUntil(step);
        life.crash();
        life.check();
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("step " + step + ": " + e, e);
      }
    }
    assertTrue(step > 40, "only " + step + " steps");
  }

  /// The n-th changing call fails once; the store goes on, and then the power goes.
  @Test
  void error_atEveryStep_losesNothing() throws IOException {
    int step = 0;
    boolean isThrough = false;
    while (!isThrough) {
      step++;
      try {
        var life = new Life(step);
        life.prepare();
        isThrough = !life.flushAndMergeWithErrorAt(step);
        life.check();
        life.crash();
        life.check();
        life.store.compact();
        life.check();
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("step " + step + ": " + e, e);
      }
    }
    assertTrue(step > 40, "only " + step + " steps");
  }

  private static final class Life {
    private final Random random;
    private final FaultFiles files;
    private final ManualClock clock = new ManualClock(DAY_NS / 1_000_000 + 10L * 86_400_000);
    private DataDir data;
    private ManualScheduler scheduler;
    private LocalLogStore store;
    private SegmentedLog log;
    private long truncateBefore;
    private int applied; // lines so far: line n is a function of n
    private int acknowledged;

    Life(long seed) throws IOException {
      random = new Random(seed);
      files = new FaultFiles(random);
      open();
    }

    private void open() throws IOException {
      var metrics = new MetricRegistry();
      scheduler = new ManualScheduler();
      truncateBefore = 0;
      data = DataDir.open(files, Path.of("/data"), clock, new Random(1));
      var settings = LogStoreSettings.DEFAULT.withMergedPartBytes(50_000);
      store = LocalLogStore.open(settings, data, clock, scheduler, metrics);
      log =
          SegmentedLog.open(
              files,
              data.part("journal"),
              data.header().storeId(),
              clock,
              metrics,
              new JournalSettings("logs", 8_000, store.floorPosition(), false));
      var batch = new LogBatch();
      log.replay(
          store.checkpointPosition(),
          (position, end, kind, payload) -> store.apply(batch.load(payload), end));
      applied = LogFixture.lines(store, ALL).size();
      assertTrue(applied >= acknowledged, applied + " lines of " + acknowledged);
      check();
    }

    private void append() throws IOException {
      var batch = new LogBatch();
      int count = 1 + random.nextInt(40);
      for (int n = applied; n < applied + count; n++) {
        add(batch, job("j" + n % 3), DAY_NS + n % 2 * DAY + n, line(n), "n", "" + n);
      }
      long end = log.append(RecordKind.LOGS, batch.payload());
      store.apply(batch, end);
      applied += count;
    }

    private static String line(int n) {
      return "line " + n;
    }

    void prepare() throws IOException {
      for (int round = 0; round < 3; round++) {
        append();
        if (round < 2) {
          checkpoint();
          scheduler.runPending();
        }
      }
      log.force();
      acknowledged = applied;
    }

    private void checkpoint() throws IOException {
      store.checkpoint(position -> truncateBefore = Math.max(truncateBefore, position));
    }

    /// True when something failed.
    boolean flushAndMergeUntil(int step) {
      long last = files.calls() + step;
      boolean[] failed = {false};
      files.failWhen((op, path) -> {
        failed[0] |= files.calls() >= last;
        return failed[0];
      });
      flushAndMerge();
      return failed[0];
    }

    boolean flushAndMergeWithErrorAt(int step) {
      long before = files.calls();
      files.failAt(step);
      flushAndMerge();
      boolean failed = files.calls() >= before + step;
      files.heal();
      return failed;
    }

    private void flushAndMerge() {
      try {
        checkpoint();
        scheduler.runPending();
        store.compact();
      } catch (IOException e) {
        // what the test is about: nothing may get lost by it
      }
    }

    void crash() throws IOException {
      files.crash();
      open();
    }

    void run(int rounds) throws IOException {
      for (int round = 0; round < rounds; round++) {
        switch (random.nextInt(16)) {
          case 0, 1 -> scheduler.runPending();
          case 2 -> compact();
          case 3, 4 -> checkpoint();
          case 5 -> truncate();
          case 6 -> force();
          case 7 -> crash();
          case 8 -> {
            clock.advanceMillis(5000);
            scheduler.runRepeating();
          }
          case 9 -> injectFault();
          default -> append();
        }
        if (random.nextInt(4) == 0) {
          check();
        }
      }
      check();
      var report = LogStoreVerifier.verify(files, data.path().resolve("logs"));
      assertEquals(List.of(), report.problems());
    }

    /// Faults of the log store's files only; the journal has tests of its own.
    private void injectFault() throws IOException {
      var isLogs = data.path().resolve("logs");
      int failing = 1 + random.nextInt(20);
      long[] calls = {0};
      boolean isLasting = random.nextBoolean();
      files.failWhen((op, path) ->
          path.startsWith(isLogs)
              && op != FaultFiles.Op.READ
              && op != FaultFiles.Op.MAP
              && op != FaultFiles.Op.OPEN
              && (++calls[0] == failing || (isLasting && calls[0] > failing)));
      checkpoint();
      scheduler.runPending();
      compact();
      files.heal();
    }

    private void compact() {
      try {
        store.compact();
      } catch (IOException e) {
        // tried again with the next flush or merge
      }
    }

    private void force() throws IOException {
      log.force();
      acknowledged = applied;
    }

    private void truncate() throws IOException {
      force();
      log.truncateBefore(truncateBefore);
    }

    /// Every line is there once, and nothing else.
    void check() {
      List<String> found = LogFixture.lines(store, ALL);
      Set<String> distinct = new HashSet<>(found);
      assertEquals(found.size(), distinct.size(), "a line is there twice");
      for (int n = 0; n < applied; n++) {
        assertTrue(distinct.contains(line(n)), "no line " + n + " of " + applied);
      }
      assertEquals(applied, found.size());
    }
  }
}
