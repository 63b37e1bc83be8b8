package dev.weir.ingest.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.events.DogstatsdEvents;
import dev.weir.ingest.events.EventLog;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Events among statsd lines are told once: when they arrive, not when their lines are replayed.
final class StatsdEventsReplayTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  private IngestRing ring(MemoryLog log, MemoryStore store) {
    var registry = new MetricRegistry();
    var events =
        new EventLog(
            (tenant, records) -> {
              records.forEach(r -> told.add(r.line()));
              return CompletableFuture.completedFuture(null);
            },
            LogEntries.TimeWindow.ALL,
            Clock.SYSTEM,
            registry);
    return IngestRing.ofSamples(
        new IngestRing.Settings(64, 1, Durability.FSYNC),
        new IngestRing.Series(1 << 16, 64),
        store,
        log,
        new StatsdAggregator(
            StatsdSettings.defaults(), Clock.SYSTEM, registry, new DogstatsdEvents(events)),
        Clock.SYSTEM,
        new IngestMetrics(registry),
        new MalformedSamples(Clock.SYSTEM));
  }

  private static void send(IngestRing ring, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    ring.put(
        new Submission()
            .payload(Pipe.STATSD, bytes, 0, bytes.length, Resource.NONE)
            .arrivedAt(1_700_000_000_000L)
            .acknowledge(acknowledgement),
        TimeUnit.SECONDS.toNanos(10));
    acknowledgement.submitted();
    Pipe.result(acknowledgement);
  }

  @Test
  void replay_tellsNoEventAgain() throws IOException {
    var log = new MemoryLog();
    var store = new MemoryStore();
    IngestRing first = ring(log, store);
    first.replay();
    first.start();
    send(first, "a:1|c\n_e{1,1}:t|x\nb:2|c\n_sc|n|1\n");
    assertEquals(List.of("t: x", "n warning"), told);
    first.kill();

    IngestRing second = ring(log.crash(0), store.reopen());
    second.replay();
    second.start();
    assertEquals(List.of("t: x", "n warning"), told);
    send(second, "_e{1,1}:u|y\n");
    assertEquals(List.of("t: x", "n warning", "u: y"), told);
    second.kill();
  }
}
