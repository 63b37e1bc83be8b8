package dev.weir.ingest.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class IngestRingTest {
  @Test
  void write_acknowledged_isDurableAndApplied() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      WriteResult result = pipe.write(Pipe.GRAPHITE, "a.b 1.5 1700000000\na.c 2 1700000001\n");
      assertNull(result.failure());
      assertTrue(result.isComplete());
      assertEquals(2, result.accepted());
      assertEquals(pipe.log.endPosition(), pipe.log.durablePosition());
      assertEquals(
          Map.of(
              "default" + Labels.of("__name__", "a.b"), Map.of(1_700_000_000_000L, 1.5),
              "default" + Labels.of("__name__", "a.c"), Map.of(1_700_000_001_000L, 2.0)),
          pipe.store.content());
    }
  }

  @Test
  void write_partlyMalformed_keepsTheRestAndSaysWhy() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      WriteResult result = pipe.write(Pipe.GRAPHITE, "a.b 1 1700000000\nnonsense\na.b x 3\n");
      assertNull(result.failure());
      assertFalse(result.isComplete());
      assertEquals(1, result.accepted());
      assertEquals(2, result.malformedCount());
      assertTrue(result.explanation().contains("first: nonsense"), result.explanation());
      assertEquals(2, pipe.metric("weir_ingest_malformed_total", "protocol", "graphite"));
    }
  }

  @Test
  void write_unacknowledged_isForcedWithin100Ms() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      pipe.send(Pipe.GRAPHITE, "a.b 1 1700000000\n");
      Pipe.await("forced by time", () -> pipe.log.durablePosition() > 0);
      assertEquals(1, pipe.log.forces());
    }
  }

  @Test
  void write_overLimits_isRefusedByReason() throws Exception {
    var store = new MemoryStore(1);
    try (Pipe pipe = new Pipe(new MemoryLog(), store, Durability.FSYNC).open()) {
      WriteResult result =
          pipe.write(
              Pipe.GRAPHITE,
              "a 1 1700000000\nb 2 1700000000\nb 3 1700000001\na 4 9000000000\na 5 -7\n");
      assertEquals(1, result.accepted());
      assertEquals(4, result.refusedCount());
      assertEquals(2, pipe.refused(SampleOutcome.SERIES_LIMIT));
      assertEquals(1, pipe.refused(SampleOutcome.TOO_FAR_IN_FUTURE));
      assertEquals(1, pipe.refused(SampleOutcome.BEFORE_RETENTION));
    }
  }

  @Test
  void intake_append_completesWhenVisible() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      var batch = new SeriesBatch(new Tenant("t1"));
      Labels labels = Labels.of("__name__", "up", "job", "x");
      for (int i = 0; i < 10; i++) {
        batch.add(labels, 1_700_000_000_000L + i, i);
      }
      new RingIntake(pipe.ring).append(batch).get(5, TimeUnit.SECONDS);
      assertEquals(10, pipe.store.content().getOrDefault("t1" + labels, Map.of()).size());
    }
  }

  @Test
  void intake_afterClose_fails() throws Exception {
    Pipe pipe = Pipe.fresh();
    pipe.close();
    var failed = new RingIntake(pipe.ring).append(new SeriesBatch(Tenant.DEFAULT));
    Assertions.assertThrows(ExecutionException.class, () -> failed.get(1, TimeUnit.SECONDS));
  }

  @Test
  void append_fails_nothingIsAcknowledgedUntilItRecovers() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      assertNull(pipe.write(Pipe.GRAPHITE, "a 1 1700000000\n").failure());
      pipe.log.failAppends("No space left on device");
      WriteResult refused = pipe.write(Pipe.GRAPHITE, "a 2 1700000001\nnew 2 1700000001\n");
      assertNotNull(refused.failure());
      assertEquals(Failure.Kind.DISK_FULL, refused.failure().kind());
      assertNotNull(pipe.ring.failure());
      assertEquals(1, pipe.store.sampleCount());
      pipe.send(Pipe.STATSD, "c:1|c\n");
      Pipe.await(
          "drop counted",
          () -> pipe.metric("weir_ingest_dropped_lines_total", "reason", "journal") == 1);

      pipe.log.failAppends(null);
      Pipe.await("recovered", () -> pipe.ring.failure() == null);
      assertNull(pipe.write(Pipe.GRAPHITE, "new 3 1700000002\n").failure());

      // the definition of `new` was in the record that failed: it must have come again
      var reopened = new Pipe(pipe.log.crash(0), pipe.store.reopen(), Durability.FSYNC);
      reopened.ring.replay();
      assertEquals(
          Map.of(1_700_000_002_000L, 3.0),
          reopened.store.content().get("default" + Labels.of("__name__", "new")));
    }
  }

  @Test
  void force_fails_waitersAreToldAndLaterForcesDoNotAcknowledgeThem() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      pipe.log.failForces("I/O error");
      WriteResult refused = pipe.write(Pipe.GRAPHITE, "a 1 1700000000\n");
      assertNotNull(refused.failure());
      assertEquals(Failure.Kind.JOURNAL, refused.failure().kind());
      pipe.log.failForces(null);
      Pipe.await("recovered", () -> pipe.ring.failure() == null);
      assertNull(pipe.write(Pipe.GRAPHITE, "a 2 1700000001\n").failure());
      var reopened = new Pipe(pipe.log.crash(0), pipe.store.reopen(), Durability.FSYNC);
      reopened.ring.replay();
      assertEquals(
          Map.of(1_700_000_001_000L, 2.0),
          reopened.store.content().get("default" + Labels.of("__name__", "a")));
    }
  }

  @Test
  void forces_areSharedByThoseWhoWaitAtOnce() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      pipe.log.forceTakes(5_000_000);
      List<Acknowledgement> waiting = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        waiting.add(pipe.submit(Pipe.GRAPHITE, "s" + i + " 1 1700000000\n"));
      }
      for (Acknowledgement each : waiting) {
        assertNull(Pipe.result(each).failure());
      }
      assertEquals(400, pipe.store.sampleCount());
      assertTrue(pipe.log.forces() < 100, "forces: " + pipe.log.forces());
    }
  }

  @Test
  void order_isKeptAcrossDecoders() throws Exception {
    try (Pipe pipe = new Pipe(new MemoryLog(), new MemoryStore(), Durability.NONE, 3).open()) {
      for (int i = 0; i < 3000; i++) {
        pipe.send(Pipe.GRAPHITE, "same " + i + " 1700000000\n");
      }
      pipe.write(Pipe.GRAPHITE, "end 1 1700000000\n");
      assertEquals(
          Map.of(1_700_000_000_000L, 2999.0),
          pipe.store.content().get("default" + Labels.of("__name__", "same")));
    }
  }

  @Test
  void idle_threadsSleep() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      pipe.write(Pipe.GRAPHITE, "a 1 1700000000\n");
      Thread.sleep(100); // the deadline of the force passes
      long before = cpuNanos("ingest-");
      Thread.sleep(1000);
      long used = cpuNanos("ingest-") - before;
      assertTrue(used < 2_000_000, "cpu of idle pipeline threads in a second: " + used + " ns");
    }
  }

  static long cpuNanos(String prefix) {
    var beans = java.lang.management.ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(prefix)) {
        sum += Math.max(0, beans.getThreadCpuTime(thread.threadId()));
      }
    }
    return sum;
  }
}
