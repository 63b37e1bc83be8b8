package dev.weir.ingest.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The way of a flush ([StatsdState]) with a crash after every record of the journal, and with a
/// checkpoint at every place between its steps: each line counts exactly once.
final class StatsdCrashTest {
  private static final long FLUSH_MS = 1_700_000_010_000L;

  /// A store and how many records the journal had when its checkpoint was taken.
  private record Saved(int records, MemoryStore store) {}

  /// What a run left behind.
  private record Run(MemoryLog log, List<Saved> saved) {}

  @Test
  void crash_atEveryRecord_everyLineCountsOnce() throws Exception {
    for (int checkpointAt = 0; checkpointAt <= 5; checkpointAt++) {
      Run run = run(checkpointAt);
      for (int records = 0; records <= run.log().records(); records++) {
        for (Saved saved : run.saved()) {
          if (saved.records() <= records) {
            String where =
                "checkpoint at step "
                    + checkpointAt
                    + " ("
                    + saved.records()
                    + " records), crash after "
                    + records;
            verify(run.log().first(records), saved.store(), where);
          }
        }
      }
    }
  }

  /// Two flushes with lines between all their steps; a checkpoint at the given step.
  private static Run run(int checkpointAt) throws Exception {
    var log = new MemoryLog();
    var store = new MemoryStore();
    List<Saved> saved = new ArrayList<>();
    saved.add(new Saved(0, new MemoryStore()));
    try (Pipe pipe = new Pipe(log, store, Durability.FSYNC).open()) {
      for (int flush = 0; flush < 2; flush++) {
        lines(pipe, 3);
        step(pipe, saved, checkpointAt == 0 + 3 * flush);
        PendingFlush closed = close(pipe, FLUSH_MS + 10_000L * flush);
        lines(pipe, 2); // after the closing, before the marker
        step(pipe, saved, checkpointAt == 1 + 3 * flush);
        publish(pipe, closed);
        lines(pipe, 2);
        step(pipe, saved, checkpointAt == 2 + 3 * flush);
      }
    }
    return new Run(log, saved);
  }

  private static void step(Pipe pipe, List<Saved> saved, boolean isCheckpoint) throws Exception {
    if (isCheckpoint) {
      pipe.ring.checkpoint().get(5, TimeUnit.SECONDS);
      saved.add(new Saved(pipe.log.records(), pipe.store.reopen().asCheckpoint()));
    }
  }

  private static void lines(Pipe pipe, int records) {
    for (int i = 0; i < records; i++) {
      assertNull(pipe.write(Pipe.STATSD, "c:1|c\ng:+2|g\nt:5|ms\nc:10|c\n").failure());
    }
  }

  static PendingFlush close(Pipe pipe, long flushMs) throws Exception {
    var result = new CompletableFuture<PendingFlush>();
    pipe.ring.put(new Submission().closeWindows(flushMs, result), Long.MAX_VALUE);
    return result.get(5, TimeUnit.SECONDS);
  }

  static WriteResult publish(Pipe pipe, PendingFlush flush) {
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    pipe.ring.put(new Submission().flush(flush).acknowledge(acknowledgement), Long.MAX_VALUE);
    acknowledgement.submitted();
    return Pipe.result(acknowledgement);
  }

  /// Opens what a crash left, flushes once more, and compares with the lines that were journalled.
  private static void verify(MemoryLog log, MemoryStore crashed, String where) throws Exception {
    long lineRecords =
        log.entries().stream().filter(entry -> entry.kind() == RecordKind.STATSD).count();
    try (Pipe pipe = new Pipe(log, crashed.reopen(), Durability.FSYNC).open()) {
      var flusher = new StatsdFlusher(pipe.ring, ticking(FLUSH_MS + 60_000L));
      flusher.run();
      assertEquals(11.0 * lineRecords, sum(pipe, "stats_counts.c"), where);
      assertEquals(1.0 * lineRecords, sum(pipe, "stats.timers.t.count"), where);
      if (lineRecords > 0) {
        assertEquals(2.0 * lineRecords, last(pipe, "stats.gauges.g"), where);
      }
    }
  }

  private static double sum(Pipe pipe, String name) {
    return values(pipe, name).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double last(Pipe pipe, String name) {
    Map<Long, Double> values = values(pipe, name);
    long latest = values.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    return values.getOrDefault(latest, Double.NaN);
  }

  private static Map<Long, Double> values(Pipe pipe, String name) {
    return pipe.store.content().getOrDefault("default" + Labels.of("__name__", name), Map.of());
  }

  @Test
  void flush_refusedByTheJournal_isTriedAgain() throws Exception {
    try (Pipe pipe = Pipe.fresh()) {
      lines(pipe, 2);
      var flusher = new StatsdFlusher(pipe.ring, ticking(FLUSH_MS));
      pipe.log.failAppends("No space left on device");
      flusher.run(); // closes the windows, cannot publish
      pipe.log.failAppends(null);
      Pipe.await("recovered", () -> pipe.ring.failure() == null);
      lines(pipe, 1);
      flusher.run(); // publishes what was pending, then closes again
      assertEquals(33.0, sum(pipe, "stats_counts.c"));
    }
  }

  @Test
  void flush_pendingInCheckpoint_isPublishedFirst() throws Exception {
    var log = new MemoryLog();
    var store = new MemoryStore();
    try (Pipe pipe = new Pipe(log, store, Durability.FSYNC).open()) {
      lines(pipe, 2);
      assertEquals(1, close(pipe, FLUSH_MS).number());
      pipe.ring.checkpoint().get(5, TimeUnit.SECONDS);
      Pipe.await("truncated", () -> log.truncatedBefore() == log.endPosition());
      pipe.die();
    }
    try (Pipe pipe = new Pipe(log.crash(0), store.reopen(), Durability.FSYNC).open()) {
      PendingFlush pending = pipe.ring.replayedFlush();
      assertNotNull(pending);
      assertEquals(1, pending.number());
      new StatsdFlusher(pipe.ring, ticking(FLUSH_MS + 10_000)).run();
      assertEquals(22.0, sum(pipe, "stats_counts.c"));
    }
  }

  @Test
  void records_lines_roundTrip() {
    var event = new IngestEvent();
    var buffers = new SlotBuffers();
    SlotBuffer buffer = buffers.take();
    for (String datagram : List.of("a:1|c\n", "b:2|c\nc:3|g\n")) {
      byte[] bytes = datagram.getBytes(UTF_8);
      buffer.append(bytes, 0, bytes.length);
      buffer.endDatagram();
    }
    event.fill(new Submission().payload(Pipe.STATSD, buffer).arrivedAt(42));
    ByteBuffer encoded = new StatsdRecords().encode(event);
    var lines = new StatsdRecords.Lines();
    StatsdRecords.decode(encoded, lines);
    assertEquals(42, lines.arrivalMs);
    assertEquals(2, lines.datagrams);
    assertEquals(6, lines.ends[0]);
    assertEquals(18, lines.ends[1]);
    assertEquals(
        "a:1|c\nb:2|c\nc:3|g\n", new String(lines.bytes, lines.offset, lines.length, UTF_8));
  }

  @Test
  void snapshot_withPendingFlush_roundTrips() {
    var state = new StatsdState(windows());
    state.apply(
        dev.weir.storage.model.Tenant.DEFAULT,
        1,
        "a:3|c\n".getBytes(UTF_8),
        0,
        6,
        new int[0],
        0,
        new Refusals());
    PendingFlush closed = state.close(77, FLUSH_MS);
    var restored = new StatsdState(windows());
    restored.restore(state.snapshot());
    PendingFlush again = restored.pending();
    assertNotNull(again);
    assertEquals(closed.number(), again.number());
    assertEquals(closed.cutoff(), again.cutoff());
    assertEquals(text(closed), text(again));
    assertEquals(1, restored.number());
    restored.flushed(1);
    assertNull(restored.pending());
  }

  private static String text(PendingFlush flush) {
    var text = new StringBuilder();
    for (SeriesBatch batch : flush.batches()) {
      for (int i = 0; i < batch.count(); i++) {
        text.append(batch.labels(i)).append(batch.timestampMs(i)).append(batch.value(i));
      }
    }
    return text.toString();
  }

  /// A clock that goes ten seconds further each time somebody asks.
  private static Clock ticking(long wallMillis) {
    var now = new AtomicLong(wallMillis);
    return new Clock() {
      @Override
      public long wallMillis() {
        return now.getAndAdd(10_000);
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }

  private static StatsdAggregator windows() {
    return new StatsdAggregator(StatsdSettings.defaults(), Clock.SYSTEM, new MetricRegistry());
  }
}
