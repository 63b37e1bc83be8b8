package dev.weir.ingest;

import dev.weir.ingest.http.BodyMemory;
import dev.weir.ingest.http.BodyReader;
import dev.weir.ingest.http.IngestRoutes;
import dev.weir.ingest.net.ConnectionLimit;
import dev.weir.ingest.net.ListenAddress;
import dev.weir.ingest.net.Listener;
import dev.weir.ingest.net.TcpListener;
import dev.weir.ingest.net.UdpListener;
import dev.weir.ingest.ring.Failure;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.RingIntake;
import dev.weir.ingest.ring.StatsdFlusher;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.model.Intake;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ingest as the server wires it: pipeline, listeners, push endpoints, statsd flush.
///
/// Life: construct, [#replay()], [#start()], [#close()], all by the opening thread. The rest may be
/// called from any thread after `start`, [#routes()] and [#intake()] before it too. Owns neither
/// the store nor the log nor the scheduler, which are closed after it.
public final class IngestService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestService.class);

  /// Times of a close; together less than the five seconds a stop may take.
  private static final long CHECKPOINT_NANOS = 2_500_000_000L;

  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final int SAME_PORT_TRIES = 16;

  private final IngestSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final ProtocolTable protocols;
  private final IngestRing ring;
  private final Intake intake;
  private final IngestRoutes routes;
  private final List<Listener> listeners = new ArrayList<>(); // written by start
  private final List<PipelineStatus.ListenerState> states = new ArrayList<>(); // written by start
  private Scheduler.@Nullable Repeating flushing;
  private boolean isStarted;

  public IngestService(
      IngestSettings settings,
      MetricStore store,
      IngestLog journal,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry registry,
      ProtocolTable protocols) {
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    this.protocols = protocols;
    metrics = new IngestMetrics(registry);
    shown = new MalformedSamples(clock);
    ring =
        IngestRing.ofSamples(
            new IngestRing.Settings(
                settings.slots(), settings.decoderThreads(), settings.durability()),
            new IngestRing.Series(settings.idCacheLimit(), settings.shardCount()),
            store,
            journal,
            protocols.windows(),
            clock,
            metrics,
            shown);
    intake = new RingIntake(ring);
    var bodyMemory = new BodyMemory(settings.bodies().memoryBytes());
    metrics.bufferBytes("bodies", bodyMemory::usedBytes);
    routes =
        new IngestRoutes(
            ring,
            new BodyReader(bodyMemory, settings.bodies()),
            clock,
            metrics,
            new IngestRoutes.Protocols(
                protocols.remoteWrite(), protocols.influx(), protocols.jsonImport()));
  }

  /// Brings the store and the statsd windows from the last checkpoint to the end of the journal.
  /// Once, before [#start()].
  public void replay() throws IOException {
    ring.replay();
  }

  /// Starts the pipeline, binds the listeners and begins to flush. Throws when a listener that
  /// somebody asked for cannot be bound; one that is only a default is then off, with a warning.
  public void start() throws IOException {
    ring.start();
    isStarted = true;
    var connections = new ConnectionLimit(settings.maxConnections());
    try {
      listen(protocols.statsd(), settings.statsd(), true, connections);
      listen(protocols.collectd(), settings.collectd(), false, connections);
      listen(protocols.graphite(), settings.graphite(), true, connections);
    } catch (IOException e) {
      close();
      throw e;
    }
    listeners.forEach(Listener::start);
    flushing =
        scheduler.every("statsd-flush", settings.flushInterval(), new StatsdFlusher(ring, clock));
  }

  /// The write port for everything inside the process.
  public Intake intake() {
    return intake;
  }

  /// The push endpoints, for the server's table.
  public List<Route> routes() {
    return routes.routes();
  }

  /// What is bound, or why it is off.
  public List<PipelineStatus.ListenerState> listeners() {
    return List.copyOf(states);
  }

  /// Why nothing can be taken in at the moment, for health checks; null when all is well.
  public @Nullable String problem() {
    Failure failure = ring.failure();
    return failure == null ? null : failure.message();
  }

  /// A snapshot for the status page.
  public PipelineStatus status() {
    var perProtocol = new ArrayList<PipelineStatus.ProtocolState>();
    for (Protocol protocol :
        List.of(
            protocols.statsd(),
            protocols.collectd(),
            protocols.graphite(),
            protocols.remoteWrite(),
            protocols.influx(),
            protocols.jsonImport())) {
      perProtocol.add(state(metrics.of(protocol)));
    }
    return new PipelineStatus(
        ring.durability().name().toLowerCase(Locale.ROOT),
        problem(),
        settings.slots(),
        ring.slotsUsed(),
        listeners(),
        perProtocol,
        metrics.refusedByReason(),
        shown.latest().stream()
            .map(sample ->
                new PipelineStatus.MalformedInput(
                    sample.protocol(),
                    sample.reason().name().toLowerCase(Locale.ROOT),
                    sample.text(),
                    sample.seenMs()))
            .toList());
  }

  /// Writes a checkpoint now and returns when it is durable and the journal before it is gone.
  public void checkpoint() throws IOException {
    checkpoint(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
  }

  /// Stops the listeners after they took in what had arrived, finishes what is in the ring, writes
  /// a checkpoint. Takes five seconds at most; what does not get done in that time is replayed at
  /// the next start.
  @Override
  public void close() {
    if (!isStarted) {
      return;
    }
    isStarted = false;
    long start = System.nanoTime();
    if (flushing != null) {
      flushing.cancel();
    }
    closeListeners();
    try {
      checkpoint(System.nanoTime() + CHECKPOINT_NANOS);
    } catch (IOException e) {
      log.warn("no_checkpoint_at_close reason={}", e.toString());
    }
    if (!ring.drain(DRAIN_NANOS)) {
      log.warn("ring_not_drained slots={}", ring.slotsUsed());
    }
    ring.close();
    log.info("ingest_closed millis={}", (System.nanoTime() - start) / 1_000_000);
  }

  /// In parallel: each may take a second to drain.
  private void closeListeners() {
    List<Thread> closing =
        listeners.stream().map(each -> Thread.ofVirtual().start(each::close)).toList();
    try {
      for (Thread thread : closing) {
        thread.join(2_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkpoint(long deadlineNanos) throws IOException {
    while (ring.isCheckpointing() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(1_000_000); // one at a time
    }
    CompletableFuture<Long> durable = ring.checkpoint();
    try {
      long position =
          durable.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      ring.awaitTruncated(position);
    } catch (ExecutionException e) {
      throw new IOException("checkpoint failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("checkpoint not finished in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing a checkpoint", e);
    }
  }

  private void listen(
      Protocol protocol, IngestSettings.Listen where, boolean isTcpToo, ConnectionLimit connections)
      throws IOException {
    String transport = isTcpToo ? "udp+tcp" : "udp";
    InetSocketAddress address = where.address();
    if (address == null) {
      states.add(
          new PipelineStatus.ListenerState(protocol.name(), transport, null, "switched off"));
      return;
    }
    try {
      InetSocketAddress bound =
          isTcpToo ? bindBoth(protocol, address, connections) : bindUdp(protocol, address);
      states.add(
          new PipelineStatus.ListenerState(
              protocol.name(), transport, ListenAddress.format(bound), null));
    } catch (IOException e) {
      if (where.isExplicit()) {
        throw new IOException("ingest." + protocol.name() + ".listen: " + e.getMessage(), e);
      }
      log.warn("listener_off protocol={} reason={}", protocol.name(), e.getMessage());
      states.add(
          new PipelineStatus.ListenerState(
              protocol.name(), transport, null, String.valueOf(e.getMessage())));
    }
  }

  /// TCP first, then UDP on the same port; another pair when the system chose a port that is taken.
  private InetSocketAddress bindBoth(
      Protocol protocol, InetSocketAddress address, ConnectionLimit connections)
      throws IOException {
    IOException last = null;
    for (int i = 0; i < (address.getPort() == 0 ? SAME_PORT_TRIES : 1); i++) {
      var tcp =
          new TcpListener(
              protocol,
              Tenant.DEFAULT,
              address,
              new TcpListener.Limits(connections, settings.maxLineBytes(), settings.tcpIdleLimit()),
              ring,
              clock,
              metrics,
              shown);
      try {
        bindUdp(protocol, tcp.address());
        listeners.add(tcp);
        return tcp.address();
      } catch (IOException e) {
        tcp.close();
        last = e;
      }
    }
    throw last == null ? new IOException("BUG: nothing was tried") : last;
  }

  private InetSocketAddress bindUdp(Protocol protocol, InetSocketAddress address)
      throws IOException {
    var udp = new UdpListener(protocol, Tenant.DEFAULT, address, ring, clock, metrics);
    listeners.add(udp);
    return udp.address();
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
}
