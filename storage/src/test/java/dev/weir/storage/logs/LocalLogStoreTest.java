package dev.weir.storage.logs;

import static dev.weir.storage.logs.LogFixture.ALL;
import static dev.weir.storage.logs.LogFixture.DAY;
import static dev.weir.storage.logs.LogFixture.DAY_NS;
import static dev.weir.storage.logs.LogFixture.add;
import static dev.weir.storage.logs.LogFixture.batch;
import static dev.weir.storage.logs.LogFixture.job;
import static dev.weir.storage.logs.LogFixture.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.MachineScheduler;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.metrics.ManualScheduler;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is particular to the store on a disk: damage, full disks, limits.
class LocalLogStoreTest {
  private static final Path LOGS = Path.of("/data/logs");

  private final FaultFiles files = new FaultFiles(new Random(1));
  private final ManualClock clock = new ManualClock(DAY_NS / 1_000_000);
  private final ManualScheduler scheduler = new ManualScheduler();
  private MetricRegistry metrics = new MetricRegistry();
  private @Nullable DataDir data;

  private LocalLogStore open(LogStoreSettings settings) throws IOException {
    return open(settings, scheduler);
  }

  private LocalLogStore open(LogStoreSettings settings, Scheduler with) throws IOException {
    closeData();
    metrics = new MetricRegistry();
    DataDir opened = DataDir.open(files, Path.of("/data"), clock, new Random(1));
    data = opened;
    return LocalLogStore.open(settings, opened, clock, with, metrics);
  }

  @AfterEach
  void closeData() throws IOException {
    if (data != null) {
      data.close();
    }
  }

  private double metric(String name) {
    double[] found = {Double.NaN};
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String of, String suffix, List<String> labels, double value) {
            if (of.equals("weir_storage_logs_" + name)) {
              found[0] = value;
            }
          }
        });
    return found[0];
  }

  private void threeParts(LogStore store) throws IOException {
    for (int day = 0; day < 3; day++) {
      store.apply(batch(job("a"), DAY_NS + day * DAY, "day " + day), 100 + day);
      flush(store);
    }
  }

  private void flush(LogStore store) throws IOException {
    store.checkpoint(position -> {});
    scheduler.runPending();
  }

  private List<Path> partDirectories() {
    return files.list(LOGS).stream().filter(name -> name.toString().startsWith("p")).toList();
  }

  // ---- damage

  @Test
  void damagedPart_isSetAsideOnce_andTheRestIsServed() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      threeParts(store);
    }
    damage(LOGS.resolve("p0000000002"));
    var report = LogStoreVerifier.verify(files, LOGS);
    assertEquals(3, report.parts());
    assertEquals(LOGS.resolve("p0000000002"), report.problems().getFirst().path());
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      assertEquals(List.of("day 0", "day 2"), lines(store, ALL));
      assertEquals(List.of("day 0", "day 2"), lines(store, ALL));
      assertEquals(1, metric("damaged_parts_total"));
      assertEquals(2, metric("parts"));
      store.compact();
      assertEquals(List.of("day 0", "day 2"), lines(store, ALL));
    }
    assertTrue(files.exists(LOGS.resolve("p0000000002")), "damaged parts stay on disk");
  }

  @Test
  void damagedPart_inAMerge_isSetAside_andTheOthersAreMerged() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      for (int i = 0; i < 5; i++) {
        store.apply(batch(job("a"), DAY_NS + i, "line " + i), 100 + i);
        flush(store);
      }
    }
    damage(LOGS.resolve("p0000000003"));
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      store.compact();
      assertEquals(1, metric("damaged_parts_total"));
      assertEquals(1, metric("parts"));
      assertEquals(List.of("line 0", "line 1", "line 3", "line 4"), lines(store, ALL));
    }
  }

  /// Breaks the largest file of a part in the middle and at both ends.
  private void damage(Path part) throws IOException {
    for (Path name : files.list(part)) {
      byte[] content = files.content(part.resolve(name));
      for (int at : new int[] {0, content.length / 2, content.length - 1}) {
        content[at] ^= 0x55;
      }
      files.overwrite(part.resolve(name), content);
    }
  }

  @Test
  void missingPart_isSetAside() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      threeParts(store);
    }
    for (Path name : files.list(LOGS.resolve("p0000000001"))) {
      files.delete(LOGS.resolve("p0000000001").resolve(name));
    }
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      assertEquals(List.of("day 1", "day 2"), lines(store, ALL));
      assertEquals(2, store.streams(ALL, QueryBudget.UNLIMITED).getFirst().entries());
    }
  }

  @Test
  void damagedManifest_stopsTheStart() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      threeParts(store);
    }
    byte[] content = files.content(LOGS.resolve("manifest"));
    content[20] ^= 1;
    files.overwrite(LOGS.resolve("manifest"), content);
    var e = assertThrows(IOException.class, () -> open(LogStoreSettings.DEFAULT));
    assertTrue(e.toString().contains("/data/logs/manifest is damaged: "), e.toString());
    assertEquals(1, LogStoreVerifier.verify(files, LOGS).problems().size());
    files.delete(LOGS.resolve("manifest"));
    e = assertThrows(IOException.class, () -> open(LogStoreSettings.DEFAULT));
    assertTrue(e.toString().contains("holds parts but no manifest"), e.toString());
    assertEquals(3, partDirectories().size());
  }

  @Test
  void leftovers_areRemoved_andTheirNumbersNotUsedAgain() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      threeParts(store);
    }
    files.createDirectories(LOGS.resolve("p0000000009"));
    files.overwrite(LOGS.resolve("p0000000009/lines"), new byte[10]);
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      assertEquals(3, partDirectories().size());
      store.apply(batch(job("a"), DAY_NS, "x"), 200);
      flush(store);
      assertEquals(Path.of("p0000000010"), partDirectories().getLast());
    }
  }

  // ---- flushing that fails

  @Test
  void failedFlush_keepsLinesSearchable_andIsTriedAgain() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      long[] durable = {-1};
      store.apply(batch(job("a"), DAY_NS, "kept"), 100);
      files.failWhen((op, path) -> op == FaultFiles.Op.FORCE);
      store.checkpoint(position -> durable[0] = position);
      scheduler.runPending();
      assertEquals(-1, durable[0]);
      assertEquals(0, store.checkpointPosition());
      assertEquals(1, metric("flush_failures_total"));
      assertEquals(1, metric("memtables_sealed"));
      assertEquals(List.of("kept"), lines(store, ALL));
      files.heal();
      scheduler.runRepeating();
      assertEquals(100, durable[0]);
      assertEquals(100, store.checkpointPosition());
      assertEquals(0, metric("memtables_sealed"));
      assertEquals(List.of("kept"), lines(store, ALL));
      assertEquals(1, partDirectories().size());
    }
  }

  @Test
  void checkpointsThatFail_doNotPileUpMemtables() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      files.failWhen((op, path) -> op == FaultFiles.Op.FORCE);
      var durable = new ArrayList<Long>();
      for (int i = 1; i <= 40; i++) {
        store.apply(batch(job("a"), DAY_NS + i, "line " + i), 100L * i);
        store.checkpoint(durable::add);
        scheduler.runPending();
      }
      assertTrue(metric("memtables_sealed") <= 16, "sealed: " + metric("memtables_sealed"));
      files.heal();
      store.checkpoint(durable::add);
      scheduler.runPending();
      assertEquals(1600, store.checkpointPosition());
      store.checkpoint(durable::add);
      scheduler.runPending();
      assertEquals(4000, store.checkpointPosition());
      assertEquals(4000, durable.getLast());
      assertEquals(40, lines(store, ALL).size());
    }
  }

  @Test
  void fullDisk_stopsApply_untilThereIsRoom() throws Exception {
    var settings = LogStoreSettings.DEFAULT.withMemtableBudgetBytes(20_000);
    try (var background = new MachineScheduler(new MetricRegistry());
        LogStore store = open(settings, background)) {
      files.failWhen((op, path) -> op == FaultFiles.Op.WRITE && path.startsWith(LOGS));
      var position = new AtomicInteger();
      var failure = new AtomicReference<Throwable>();
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 1; i <= 100; i++) {
                    store.apply(batch(job("a"), DAY_NS + i, "x".repeat(1000)), i);
                    position.set(i);
                  }
                } catch (RuntimeException | Error e) {
                  failure.set(e);
                }
              });
      awaitUntil(() -> metric("flush_failures_total") >= 1);
      assertTrue(position.get() >= 30 && position.get() < 60, "stopped at " + position.get());
      assertEquals(1, metric("apply_waits_total"));
      assertTrue(writer.isAlive());
      assertEquals(position.get(), lines(store, ALL).size());
      files.heal();
      writer.join(Duration.ofSeconds(10));
      assertFalse(writer.isAlive());
      assertEquals(null, failure.get());
      assertEquals(100, lines(store, ALL).size());
    }
  }

  private static void awaitUntil(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      Thread.onSpinWait();
    }
  }

  // ---- limits

  @Test
  void retention_dropsPartsAndRefusesOldLines() throws IOException {
    var settings = LogStoreSettings.DEFAULT.withRetentionMs(2 * 86_400_000L);
    try (LogStore store = open(settings)) {
      threeParts(store);
      assertEquals(DAY_NS - 2 * DAY, store.earliestAcceptedNs());
      clock.advanceMillis(2 * 86_400_000L);
      store.compact();
      assertEquals(3, lines(store, ALL).size());
      clock.advanceMillis(1);
      store.compact();
      assertEquals(List.of("day 1", "day 2"), lines(store, ALL));
      assertEquals(1, metric("expired_parts_total"));
      assertEquals(2, partDirectories().size());
      clock.advanceMillis(86_400_000L);
      scheduler.runRepeating();
      assertEquals(List.of("day 2"), lines(store, ALL));
    }
    try (LogStore store = open(settings)) {
      assertEquals(List.of("day 2"), lines(store, ALL));
    }
  }

  @Test
  void retention_keepsALongSearchWhole() throws IOException {
    var settings = LogStoreSettings.DEFAULT.withRetentionMs(86_400_000L);
    try (LogStore store = open(settings)) {
      threeParts(store);
      var found = new LogFixture.Collector();
      LogSink dropping =
          rows -> {
            found.accept(rows);
            clock.advanceMillis(30L * 86_400_000);
            try {
              store.compact();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          };
      store.search(ALL, dropping, QueryBudget.UNLIMITED);
      assertEquals(3, found.rows.size());
      assertEquals(List.of(), partDirectories());
      assertEquals(0, lines(store, ALL).size());
    }
  }

  @Test
  void scatteredTimes_makeFewParts() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      var batch = new LogBatch();
      for (int i = 0; i < 2000; i++) {
        add(batch, job("a"), i * (20 * DAY), "line " + i);
      }
      for (int i = 0; i < 20; i++) {
        add(batch, job("a"), DAY_NS + i % 3 * DAY + i, "new " + i);
      }
      store.apply(batch, 100);
      flush(store);
      assertTrue(partDirectories().size() <= 2, partDirectories().toString());
      batch.clear(new Tenant("three-days"));
      for (int i = 0; i < 20; i++) {
        add(batch, job("a"), DAY_NS + i % 3 * DAY + i, "new " + i);
      }
      int before = partDirectories().size();
      store.apply(batch, 200);
      flush(store);
      assertEquals(before + 3, partDirectories().size());
      assertEquals(2020, lines(store, ALL).size());
    }
  }

  @Test
  void maintenance_mergesPartsOfOneDay() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      for (int i = 0; i < 40; i++) {
        store.apply(batch(job("a"), DAY_NS + i, "line " + i), 100 + i);
        flush(store);
        scheduler.runRepeating();
      }
      assertTrue(partDirectories().size() < 10, partDirectories().toString());
      assertEquals(40, lines(store, ALL).size());
      clock.advanceMillis(3 * 86_400_000L);
      for (int i = 0; i < 13; i++) {
        scheduler.runRepeating();
      }
      assertEquals(1, partDirectories().size());
      assertEquals("line 39", lines(store, ALL).getLast());
    }
  }

  @Test
  void openParts_staysWithinItsLimit() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT.withOpenParts(2))) {
      for (int day = 0; day < 6; day++) {
        store.apply(batch(job("a"), DAY_NS + day * DAY, "day " + day), 100 + day);
        flush(store);
      }
      assertEquals(6, lines(store, ALL).size());
      assertEquals(2, metric("parts_open"));
      assertEquals(6, metric("parts_opened_total"));
      var last = LogPlan.of(Tenant.DEFAULT, List.of(), DAY_NS + 5 * DAY, DAY_NS + 6 * DAY);
      assertEquals(List.of("day 5"), lines(store, last));
      assertEquals(6, metric("parts_opened_total"));
    }
  }

  @Test
  void searchForTheNewest_opensTheNewestPartsOnly() throws IOException {
    try (LogStore store = open(LogStoreSettings.DEFAULT)) {
      threeParts(store);
      var newest =
          new LogSink() {
            private long earliest = Long.MIN_VALUE;

            @Override
            public void accept(LogRows rows) {
              earliest = rows.timestampNs(0);
            }

            @Override
            public long earliestNs() {
              return earliest;
            }
          };
      store.search(ALL.withOrder(LogPlan.Order.NEWEST_FIRST), newest, QueryBudget.UNLIMITED);
      assertEquals(DAY_NS + 2 * DAY, newest.earliest);
      assertEquals(1, metric("parts_opened_total"));
    }
  }

  // ---- all at once

  @Test
  void searches_besideEverythingElse_seeEachLineOnce() throws Exception {
    var settings = LogStoreSettings.DEFAULT.withMemtableBudgetBytes(50_000).withOpenParts(1);
    try (var background = new MachineScheduler(new MetricRegistry());
        LogStore store = open(settings, background)) {
      int batches = 200;
      int each = 20;
      var applied = new AtomicInteger();
      var failure = new AtomicReference<Throwable>();
      Thread writer =
          thread(
              failure,
              () -> {
                for (int b = 0; b < batches; b++) {
                  var batch = new LogBatch();
                  for (int i = 0; i < each; i++) {
                    int n = b * each + i;
                    add(
                        batch,
                        job("j" + n % 5),
                        DAY_NS + (batches * each - n) % 3 * DAY + n,
                        "line " + n);
                  }
                  store.apply(batch, b + 1);
                  applied.set((b + 1) * each);
                  if (store.isCheckpointDue()) {
                    store.checkpoint(position -> {});
                  }
                }
              });
      Thread compacting =
          thread(
              failure,
              () -> {
                while (writer.isAlive()) {
                  store.compact();
                }
              });
      Thread searching =
          thread(
              failure,
              () -> {
                while (writer.isAlive()) {
                  checkPrefix(store, applied);
                }
              });
      writer.join(Duration.ofSeconds(30));
      compacting.join(Duration.ofSeconds(30));
      searching.join(Duration.ofSeconds(30));
      assertEquals(null, failure.get());
      checkPrefix(store, applied);
      assertEquals(batches * each, lines(store, ALL).size());
    }
  }

  /// What was applied before the search is there, each line once, each stream without gaps.
  private static void checkPrefix(LogStore store, AtomicInteger applied) {
    int before = applied.get();
    List<FoundLine> found = LogFixture.search(store, ALL);
    Set<String> distinct = new HashSet<>();
    Map<String, Integer> perStream = new HashMap<>();
    for (FoundLine line : found) {
      assertTrue(distinct.add(line.line()), "twice: " + line.line());
      perStream.merge(line.stream().toString(), 1, Integer::sum);
    }
    for (int n = 0; n < before; n++) {
      assertTrue(distinct.contains("line " + n), "missing: " + n + " of " + before);
    }
    assertTrue(found.size() >= before);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread thread(AtomicReference<Throwable> failure, Work work) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            work.run();
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        });
  }
}
