package dev.weir.ingest.ring;

import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// A running pipeline over a journal and a store in memory, with what tests ask of it.
public final class Pipe implements AutoCloseable {
  public static final Protocol GRAPHITE = Protocol.lines("graphite", new GraphiteDecoder());
  public static final Protocol STATSD = Protocol.aggregated("statsd");

  public final MemoryLog log;
  public final MemoryStore store;
  public final MetricRegistry registry = new MetricRegistry();
  public final IngestMetrics metrics = new IngestMetrics(registry);
  public final MalformedSamples shown = new MalformedSamples(Clock.SYSTEM);
  public final StatsdAggregator windows =
      new StatsdAggregator(StatsdSettings.defaults(), Clock.SYSTEM, registry);
  public final IngestRing ring;

  public Pipe(MemoryLog log, MemoryStore store, Durability durability) {
    this(log, store, durability, 2);
  }

  public Pipe(MemoryLog log, MemoryStore store, Durability durability, int decoders) {
    this.log = log;
    this.store = store;
    ring =
        IngestRing.ofSamples(
            new IngestRing.Settings(256, decoders, durability),
            new IngestRing.Series(1 << 16, 64),
            store,
            log,
            windows,
            Clock.SYSTEM,
            metrics,
            shown);
  }

  /// Replays and starts.
  public Pipe open() throws IOException {
    ring.replay();
    ring.start();
    return this;
  }

  public static Pipe fresh() throws IOException {
    return new Pipe(new MemoryLog(), new MemoryStore(), Durability.FSYNC).open();
  }

  /// Submits text without asking for an acknowledgement.
  public Offer send(Protocol protocol, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ring.put(
        new Submission()
            .payload(protocol, bytes, 0, bytes.length, Resource.NONE)
            .arrivedAt(1_700_000_000_000L),
        TimeUnit.SECONDS.toNanos(10));
  }

  /// Submits text and returns what becomes of it.
  public Acknowledgement submit(Protocol protocol, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    Offer offer =
        ring.put(
            new Submission()
                .payload(protocol, bytes, 0, bytes.length, Resource.NONE)
                .arrivedAt(1_700_000_000_000L)
                .acknowledge(acknowledgement),
            TimeUnit.SECONDS.toNanos(10));
    if (offer != Offer.TAKEN) {
      acknowledgement.notTaken(Failure.BUSY);
    }
    acknowledgement.submitted();
    return acknowledgement;
  }

  /// The same, waiting.
  public WriteResult write(Protocol protocol, String text) {
    return result(submit(protocol, text));
  }

  public static WriteResult result(Acknowledgement acknowledgement) {
    try {
      return acknowledgement.result().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /// Waits until `condition` holds.
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen: " + what);
      }
      Thread.onSpinWait();
    }
  }

  /// Value of a counter or gauge, summed over its labels that contain `label`.
  public double metric(String name, String... label) {
    return metric(registry, name, label);
  }

  static double metric(MetricRegistry registry, String name, String... label) {
    double[] sum = {0};
    registry.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(
              String family, String suffix, java.util.List<String> labels, double value) {
            if (family.equals(name) && labels.containsAll(java.util.List.of(label))) {
              sum[0] += value;
            }
          }
        });
    return sum[0];
  }

  /// Samples refused with `outcome`.
  public double refused(SampleOutcome outcome) {
    return metric("weir_ingest_samples_refused_total", "reason", IngestMetrics.lower(outcome));
  }

  /// Ends as if the process died: nothing is drained or forced.
  public void die() {
    ring.kill();
  }

  @Override
  public void close() {
    ring.drain(TimeUnit.SECONDS.toNanos(10));
    ring.close();
  }
}
