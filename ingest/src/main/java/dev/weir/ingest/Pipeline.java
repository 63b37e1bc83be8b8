package dev.weir.ingest;

import dev.weir.ingest.net.ConnectionLimit;
import dev.weir.ingest.ring.Failure;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One of the two pipelines as [IngestService] runs it: a ring and the sockets that feed it.
final class Pipeline {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final String name;
  private final IngestRing ring;
  private final int slots;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final Listeners listeners;

  Pipeline(
      String name,
      IngestRing ring,
      IngestSettings settings,
      ConnectionLimit connections,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown) {
    this.name = name;
    this.ring = ring;
    this.slots = settings.slots();
    this.metrics = metrics;
    this.shown = shown;
    listeners = new Listeners(settings, connections, ring, clock, metrics, shown);
  }

  IngestRing ring() {
    return ring;
  }

  Listeners listeners() {
    return listeners;
  }

  /// Why nothing can be taken in at the moment; null when all is well.
  @Nullable String problem() {
    Failure failure = ring.failure();
    return failure == null ? null : failure.message();
  }

  /// A snapshot for the status page. `refused` counts what was understood but not kept.
  PipelineStatus status(List<Protocol> protocols, Map<String, Long> refused) {
    return new PipelineStatus(
        ring.durability().name().toLowerCase(Locale.ROOT),
        problem(),
        slots,
        ring.slotsUsed(),
        listeners.states(),
        protocols.stream().map(protocol -> state(metrics.of(protocol))).toList(),
        refused,
        shown.latest().stream().map(Pipeline::malformed).toList());
  }

  private static PipelineStatus.ProtocolState state(IngestMetrics.OfProtocol of) {
    return new PipelineStatus.ProtocolState(
        of.name(),
        of.bytesReceived(),
        of.datagramsReceived(),
        of.linesReceived(),
        of.decoded(),
        of.malformedTotal(),
        of.droppedTotal());
  }

  private static PipelineStatus.MalformedInput malformed(MalformedSamples.Sample sample) {
    return new PipelineStatus.MalformedInput(
        sample.protocol(),
        sample.tenant().name(),
        sample.reason().name().toLowerCase(Locale.ROOT),
        sample.text(),
        sample.seenMs());
  }

  /// Writes a checkpoint; returns when it is durable and the journal before it is gone.
  void checkpoint(long deadlineNanos) throws IOException {
    while (ring.isCheckpointing() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(1_000_000); // one at a time
    }
    CompletableFuture<Long> durable = ring.checkpoint();
    try {
      long position =
          durable.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      ring.awaitTruncated(position);
    } catch (ExecutionException e) {
      throw new IOException(name + " checkpoint failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(name + " checkpoint not finished in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing a checkpoint", e);
    }
  }

  /// Finishes what is in the ring and stops its threads.
  void close(long drainNanos) {
    if (!ring.drain(drainNanos)) {
      log.warn("ring_not_drained pipeline={} slots={}", name, ring.slotsUsed());
    }
    ring.close();
  }
}
