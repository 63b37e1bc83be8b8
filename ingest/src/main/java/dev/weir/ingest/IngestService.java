package dev.weir.ingest;

import dev.weir.ingest.http.BodyMemory;
import dev.weir.ingest.http.BodyReader;
import dev.weir.ingest.http.IngestRoutes;
import dev.weir.ingest.http.LokiRoutes;
import dev.weir.ingest.net.ConnectionLimit;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.RingIntake;
import dev.weir.ingest.ring.RingLogIntake;
import dev.weir.ingest.ring.StatsdFlusher;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.model.Intake;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ingest as the server wires it: two pipelines, one for samples and one for log lines, their
/// listeners and push endpoints, the statsd flush.
///
/// Life: construct, [#replay()], [#start()], [#close()], all by the opening thread. The rest may be
/// called from any thread after `start`, [#routes()], [#intake()] and [#logIntake()] before it too.
/// Owns neither the stores nor the journals nor the scheduler, which are closed after it.
public final class IngestService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestService.class);

  /// Times of a close; together less than the five seconds a stop may take. Both pipelines write
  /// their checkpoints at once; they are drained one after the other, for the first may still have
  /// events for the second.
  private static final long LISTENERS_NANOS = 1_200_000_000L;

  private static final long CHECKPOINT_NANOS = 2_200_000_000L;
  private static final long DRAIN_NANOS = 300_000_000L;

  /// How often log lines are looked after that nobody adds to.
  private static final Duration LOG_CHECKPOINT_PERIOD = Duration.ofSeconds(5);

  private final IngestSettings settings;
  private final IngestStores stores;
  private final Clock clock;
  private final Scheduler scheduler;
  private final IngestMetrics metrics;
  private final LogProtocolTable logProtocols;
  private final ProtocolTable protocols;
  private final Pipeline samples;
  private final Pipeline logs;
  private final Intake intake;
  private final LogIntake logIntake;
  private final List<Route> routes = new ArrayList<>();
  private final List<Scheduler.Repeating> repeating = new ArrayList<>();
  private boolean isStarted;

  /// `protocols` makes the table of the other protocols, some of which have events for the log
  /// intake it is given.
  public IngestService(
      IngestSettings settings,
      IngestStores stores,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry registry,
      LogProtocolTable logProtocols,
      Function<LogIntake, ProtocolTable> protocols) {
    this.settings = settings;
    this.stores = stores;
    this.clock = clock;
    this.scheduler = scheduler;
    this.logProtocols = logProtocols;
    metrics = new IngestMetrics(registry);
    var connections = new ConnectionLimit(settings.maxConnections());
    logs = logPipeline(connections);
    logIntake = new RingLogIntake(logs.ring());
    this.protocols = protocols.apply(logIntake);
    samples = samplePipeline(connections);
    intake = new RingIntake(samples.ring());
    addRoutes();
  }

  private IngestRing.Settings ringSettings() {
    return new IngestRing.Settings(
        settings.slots(), settings.decoderThreads(), settings.durability());
  }

  private Pipeline logPipeline(ConnectionLimit connections) {
    var shown = new MalformedSamples(clock);
    IngestRing ring =
        IngestRing.ofLogs(
            ringSettings(), stores.logs(), stores.logJournal(), clock, metrics, shown);
    return new Pipeline("logs", ring, settings, connections, clock, metrics, shown);
  }

  private Pipeline samplePipeline(ConnectionLimit connections) {
    var shown = new MalformedSamples(clock);
    IngestRing ring =
        IngestRing.ofSamples(
            ringSettings(),
            new IngestRing.Series(settings.idCacheLimit(), settings.shardCount()),
            stores.metrics(),
            stores.metricJournal(),
            protocols.windows(),
            clock,
            metrics,
            shown);
    return new Pipeline("metrics", ring, settings, connections, clock, metrics, shown);
  }

  private void addRoutes() {
    var bodyMemory = new BodyMemory(settings.bodies().memoryBytes());
    metrics.bufferBytes("bodies", bodyMemory::usedBytes);
    var reader = new BodyReader(bodyMemory, settings.bodies());
    var pushed =
        new IngestRoutes.Protocols(
            protocols.remoteWrite(), protocols.influx(), protocols.jsonImport());
    routes.addAll(new IngestRoutes(samples.ring(), reader, clock, metrics, pushed).routes());
    routes.addAll(
        new LokiRoutes(
                logs.ring(),
                reader,
                clock,
                metrics,
                logProtocols.lokiJson(),
                logProtocols.lokiProtobuf())
            .routes());
  }

  /// Brings the stores and the statsd windows from their last checkpoints to the ends of the
  /// journals. Once, before [#start()].
  public void replay() throws IOException {
    Twice.run("log-replay", samples.ring()::replay, logs.ring()::replay);
  }

  /// Starts the pipelines, binds the listeners and begins to flush. Throws when a listener that
  /// somebody asked for cannot be bound; one that is only a default is then off, with a warning.
  public void start() throws IOException {
    logs.ring().start();
    samples.ring().start();
    isStarted = true;
    try {
      samples.listeners().both(protocols.statsd(), settings.statsd());
      samples.listeners().udp(protocols.collectd(), settings.collectd());
      samples.listeners().both(protocols.graphite(), settings.graphite());
      logs.listeners().both(logProtocols.syslog(), settings.syslog());
      logs.listeners().both(logProtocols.lines(), settings.lines());
    } catch (IOException e) {
      close();
      throw e;
    }
    logs.listeners().start();
    samples.listeners().start();
    var flusher = new StatsdFlusher(samples.ring(), clock);
    repeating.add(scheduler.every("statsd-flush", settings.flushInterval(), flusher));
    repeating.add(
        scheduler.every("log-checkpoint", LOG_CHECKPOINT_PERIOD, this::checkpointOldLines));
  }

  /// The apply thread asks the store after each event; this is for when there are none.
  private void checkpointOldLines() {
    if (stores.logs().isCheckpointDue() && !logs.ring().isCheckpointing()) {
      logs.ring().checkpoint(); // what goes wrong is logged where it does
    }
  }

  /// The write port for samples from inside the process.
  public Intake intake() {
    return intake;
  }

  /// The write port for log records from inside the process.
  public LogIntake logIntake() {
    return logIntake;
  }

  /// The push endpoints, for the server's table.
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// What is bound, or why it is off.
  public List<PipelineStatus.ListenerState> listeners() {
    var all = new ArrayList<>(samples.listeners().states());
    all.addAll(logs.listeners().states());
    return List.copyOf(all);
  }

  /// Why samples or log lines cannot be taken in at the moment, for health checks; null when all is
  /// well.
  public @Nullable String problem() {
    String ofSamples = samples.problem();
    String ofLogs = logs.problem();
    if (ofSamples != null || ofLogs == null) {
      return ofSamples;
    }
    return "log lines: " + ofLogs;
  }

  /// A snapshot of the pipeline of samples, for the status page.
  public PipelineStatus status() {
    return samples.status(protocols.protocols(), metrics.refusedByReason());
  }

  /// The same for log lines.
  public PipelineStatus logStatus() {
    return logs.status(logProtocols.protocols(), Map.of());
  }

  /// Writes checkpoints of both now and returns when they are durable and the journals before them
  /// are gone.
  public void checkpoint() throws IOException {
    checkpoint(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
  }

  private void checkpoint(long deadlineNanos) throws IOException {
    Twice.run(
        "log-checkpoint",
        () -> samples.checkpoint(deadlineNanos),
        () -> logs.checkpoint(deadlineNanos));
  }

  /// Stops the listeners after they took in what had arrived, finishes what is in the rings, writes
  /// checkpoints. Takes five seconds at most; what does not get done in that time is replayed at
  /// the next start.
  @Override
  public void close() {
    if (!isStarted) {
      return;
    }
    isStarted = false;
    long start = System.nanoTime();
    repeating.forEach(Scheduler.Repeating::cancel);
    closeListeners(start + LISTENERS_NANOS);
    try {
      checkpoint(System.nanoTime() + CHECKPOINT_NANOS);
    } catch (IOException e) {
      log.warn("no_checkpoint_at_close reason={}", e.toString());
    }
    samples.close(DRAIN_NANOS);
    logs.close(DRAIN_NANOS);
    log.info("ingest_closed millis={}", (System.nanoTime() - start) / 1_000_000);
  }

  private void closeListeners(long deadlineNanos) {
    List<Thread> closing = new ArrayList<>(samples.listeners().close());
    closing.addAll(logs.listeners().close());
    try {
      for (Thread thread : closing) {
        thread.join(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
