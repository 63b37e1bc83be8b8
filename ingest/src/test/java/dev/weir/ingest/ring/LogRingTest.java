package dev.weir.ingest.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The ring with log records in it: what [IngestRingTest] shows for samples.
final class LogRingTest {
  private static final LogRecord RECORD =
      new LogRecord(
          1_700_000_000_000_000_000L,
          Labels.of("job", "weir"),
          Labels.of("thread", "main"),
          "started");

  @Test
  void write_acknowledged_isDurableAndSearchable() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      WriteResult result = pipe.write("one\ntwo\n");
      assertNull(result.failure());
      assertTrue(result.isComplete());
      assertEquals(2, result.accepted());
      assertEquals(pipe.log.endPosition(), pipe.log.durablePosition());
      assertEquals(List.of("one", "two"), pipe.store.texts());
      assertEquals(2, pipe.metric("weir_ingest_log_lines_decoded_total", "protocol", "body"));
      assertEquals(2, pipe.metric("weir_ingest_log_lines_accepted_total"));
      assertEquals(0, pipe.metric("weir_ingest_samples_decoded_total"));
      assertEquals(1, pipe.metric("weir_ingest_journal_healthy", "pipeline", "logs"));
    }
  }

  @Test
  void write_partlyMalformed_keepsTheRestAndSaysWhy() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      WriteResult result = pipe.write("one\n!bad\n");
      assertNull(result.failure());
      assertEquals(1, result.malformedCount());
      assertEquals("1 malformed: syntax (first: !bad); 1 lines kept", result.explanation("lines"));
      assertEquals(1, pipe.metric("weir_ingest_malformed_total", "protocol", "body"));
      assertEquals(1, pipe.store.count());
    }
  }

  @Test
  void lineOverTheLimit_isCutAndCounted() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      assertNull(pipe.write("x".repeat(300_000) + "\n").failure());
      assertEquals(256 * 1024, pipe.store.texts().getFirst().length());
      assertEquals("weir_line_cut=300000", pipe.store.lines().getFirst().fields());
      assertEquals(
          1,
          pipe.metric(
              "weir_ingest_log_lines_touched_total", "protocol", "body", "limit", "line_cut"));
    }
  }

  @Test
  void order_isKeptAcrossDecodersAndReusedBatches() throws Exception {
    try (LogPipe pipe =
        new LogPipe(new MemoryLog(), new MemoryLogStore(), Durability.NONE).open()) {
      List<Acknowledgement> waiting = new ArrayList<>();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        sent.add("line " + i);
        waiting.add(pipe.submit("line " + i + "\n"));
      }
      for (Acknowledgement each : waiting) {
        assertNull(Pipe.result(each).failure());
      }
      assertEquals(sent, pipe.store.texts());
    }
  }

  @Test
  void intake_append_completesWhenSearchable() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      new RingLogIntake(pipe.ring)
          .append(new Tenant("t1"), List.of(RECORD, RECORD))
          .get(5, TimeUnit.SECONDS);
      MemoryLogStore.Line line =
          new MemoryLogStore.Line(
              "t1" + RECORD.stream(), RECORD.timestampNs(), "thread=main", "started");
      assertEquals(List.of(line, line), pipe.store.lines());
    }
  }

  @Test
  void intake_fullRingOrClosed_failsAtOnce() throws Exception {
    var open = new CountDownLatch(1);
    LogPipe pipe = LogPipe.fresh();
    pipe.store.hold(open);
    var intake = new RingLogIntake(pipe.ring);
    CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      last = intake.append(Tenant.DEFAULT, List.of(RECORD));
      all.add(last);
    }
    assertTrue(last.isCompletedExceptionally());
    open.countDown();
    pipe.close();
    long kept = all.stream().filter(each -> !each.isCompletedExceptionally()).count();
    assertTrue(kept > 200 && kept < 300, "kept: " + kept);
    assertEquals(kept, pipe.store.count());
    var failed = intake.append(Tenant.DEFAULT, List.of(RECORD));
    assertThrows(ExecutionException.class, () -> failed.get(1, TimeUnit.SECONDS));
  }

  @Test
  void append_fails_nothingIsAcknowledgedUntilItRecovers() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      assertNull(pipe.write("before\n").failure());
      pipe.log.failAppends("No space left on device");
      Failure failure = pipe.write("refused\n").failure();
      assertNotNull(failure);
      assertEquals(Failure.Kind.DISK_FULL, failure.kind());
      assertNotNull(pipe.ring.failure());
      assertEquals(0, pipe.metric("weir_ingest_journal_healthy", "pipeline", "logs"));
      assertEquals(List.of("before"), pipe.store.texts());
      pipe.log.failAppends(null);
      Pipe.await("recovered", () -> pipe.ring.failure() == null);
      assertNull(pipe.write("after\n").failure());
      assertEquals(List.of("before", "after"), pipe.store.texts());
      assertEquals(List.of("before", "after"), replayed(pipe).texts());
    }
  }

  @Test
  void crash_atEveryRecord_eachLineComesOnce() throws Exception {
    LogPipe pipe = LogPipe.fresh();
    for (int i = 0; i < 8; i++) {
      assertNull(pipe.write("line " + i + "\nmore " + i + "\n").failure());
      if (i == 4) {
        pipe.ring.checkpoint().get(5, TimeUnit.SECONDS);
      }
    }
    pipe.die();
    for (int records = 5; records <= pipe.log.records(); records++) {
      MemoryLogStore store = pipe.store.reopen();
      assertEquals(10, store.count());
      new LogPipe(pipe.log.first(records), store, Durability.FSYNC).ring.replay();
      assertEquals(pipe.store.texts().subList(0, 2 * records), store.texts());
      var empty = new MemoryLogStore(); // as if the checkpoint had never become durable
      new LogPipe(pipe.log.first(records), empty, Durability.FSYNC).ring.replay();
      assertEquals(pipe.store.texts().subList(0, 2 * records), empty.texts());
    }
  }

  @Test
  void checkpoint_wantedByTheStore_beginsWithTheNextEvent() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      pipe.store.wantCheckpoint();
      pipe.write("one\n");
      pipe.write("two\n");
      Pipe.await("checkpoint", () -> pipe.store.checkpoints() == 1);
      pipe.write("three\n");
      Pipe.await("truncated", () -> pipe.log.truncatedBefore() > 0);
      assertEquals(1, pipe.store.checkpoints());
      assertTrue(pipe.log.truncatedBefore() <= pipe.log.endPosition());
    }
  }

  @Test
  void close_storeIsStuck_doesNotWaitForIt() throws Exception {
    var open = new CountDownLatch(1);
    LogPipe pipe = LogPipe.fresh();
    pipe.store.hold(open);
    for (int i = 0; i < 100; i++) { // more than the decoders have batches for
      pipe.submit("line " + i + "\n");
    }
    long start = System.nanoTime();
    assertFalse(pipe.ring.drain(TimeUnit.MILLISECONDS.toNanos(100)));
    pipe.ring.close();
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 2000, "closing took " + millis + " ms");
    open.countDown();
  }

  @Test
  void idle_threadsSleep() throws Exception {
    try (LogPipe pipe = LogPipe.fresh()) {
      pipe.write("one\n");
      Thread.sleep(100); // the deadline of the force passes
      long before = IngestRingTest.cpuNanos("logs-");
      Thread.sleep(500);
      long used = IngestRingTest.cpuNanos("logs-") - before;
      assertTrue(used < 1_000_000, "cpu of idle pipeline threads in half a second: " + used);
    }
  }

  private static MemoryLogStore replayed(LogPipe pipe) throws Exception {
    MemoryLogStore store = pipe.store.reopen();
    new LogPipe(pipe.log.crash(0), store, Durability.FSYNC).ring.replay();
    return store;
  }
}
