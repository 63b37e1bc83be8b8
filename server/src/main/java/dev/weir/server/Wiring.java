package dev.weir.server;

import dev.weir.agents.host.HostSampler;
import dev.weir.alerting.Alerting;
import dev.weir.ingest.IngestService;
import dev.weir.ingest.LogProtocolTable;
import dev.weir.ingest.PipelineStatus;
import dev.weir.ingest.ProtocolTable;
import dev.weir.ingest.collectd.CollectdDecoder;
import dev.weir.ingest.collectd.TypesTable;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.events.CollectdEvents;
import dev.weir.ingest.events.DogstatsdEvents;
import dev.weir.ingest.events.EventLog;
import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.ingest.lines.LinesDecoder;
import dev.weir.ingest.loki.LokiJsonDecoder;
import dev.weir.ingest.loki.LokiProtobufDecoder;
import dev.weir.ingest.net.SyslogFramer;
import dev.weir.ingest.net.TextFramer;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.ingest.remotewrite.RemoteWriteDecoder;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.ingest.syslog.SyslogDecoder;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.http.GraphiteEvents;
import dev.weir.query.http.GraphiteRoutes;
import dev.weir.query.http.LokiRoutes;
import dev.weir.query.http.PrometheusRoutes;
import dev.weir.query.http.PrometheusSources;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.server.config.Config;
import dev.weir.server.config.Listen;
import dev.weir.server.http.Access;
import dev.weir.server.http.HttpHost;
import dev.weir.server.http.RouteTable;
import dev.weir.server.http.StatusRoutes;
import dev.weir.server.http.UiRoutes;
import dev.weir.server.http.WhoamiRoutes;
import dev.weir.server.logging.StoredLog;
import dev.weir.server.vitals.ProcessMetrics;
import dev.weir.server.vitals.Vitals;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.MachineScheduler;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every part and connects them: plain `new`, readable from top to bottom. The main thread
/// calls [#start()] once; each part that must be undone says so to the [Lifecycle] as it is made,
/// so that a start that fails half way is undone like a stop.
final class Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final Duration OWN_LOG = Duration.ofMillis(500);
  private static final Duration SECOND_ROUND = Duration.ofSeconds(3);
  private static final int METADATA_NAMES = 50_000;

  private final Config config;
  private final long startedMs;
  private final Lifecycle lifecycle;
  private final Clock clock = Clock.SYSTEM;
  private final MetricRegistry metrics = new MetricRegistry();

  /// What is served; empty while nothing is. Written by the starting thread.
  private RouteTable routes = new RouteTable(List.of());

  Wiring(Config config, long startedMs, Lifecycle lifecycle) {
    this.config = config;
    this.startedMs = startedMs;
    this.lifecycle = lifecycle;
  }

  /// What is served, so that tests can walk over all of it.
  RouteTable routes() {
    return routes;
  }

  /// Starts everything and returns what listens.
  List<ListenerStatus> start() throws StartException {
    config.warnings().forEach(warning -> LOG.warn("config_careless {}", warning));
    FutureTask<HttpStart> httpStart = new FutureTask<>(this::startHttp);
    Thread.ofPlatform().name("http-start").start(httpStart); // while the store opens
    try {
      return start(httpStart);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } finally {
      onceStarted(httpStart);
    }
  }

  private List<ListenerStatus> start(FutureTask<HttpStart> httpStart)
      throws IOException, StartException {
    Files files = MachineFiles.INSTANCE;
    DataDir data = DataDir.open(files, config.storage().dir(), clock);
    lifecycle.onStop("data", data::close);
    Scheduler scheduler = new MachineScheduler(metrics);
    lifecycle.onStop("scheduler", scheduler::close);
    Stores stores = Stores.open(config, data, clock, scheduler, metrics, lifecycle);
    StoredLog own = ownLog();

    var metadata = new MetricMetadata(METADATA_NAMES);
    var ingest =
        new IngestService(
            PartSettings.ingest(config, data.header().shardCount()),
            stores.forIngest(),
            clock,
            scheduler,
            metrics,
            logProtocols(),
            intake -> protocols(metadata, events(intake, stores)));
    ingest.replay();
    ingest.start();
    lifecycle.onStop("ingest", ingest::close);
    if (own != null) {
      storeOwnLog(own, ingest.logIntake(), scheduler);
    }

    ProcessMetrics.register(metrics, Path.of("/proc/self"), Version.current());
    HttpStart http = onceStarted(httpStart);
    List<ListenerStatus> listeners = listeners(http.status(), ingest);
    PromqlEngine promql = promql(stores);
    Alerting alerting = alerting(http.status(), promql, ingest, stores, scheduler);
    HttpHost host = http.host();
    var status =
        new RunningStatus(config, startedMs, listeners, stores, ingest, clock, scheduler, host);
    if (host != null) {
      routes =
          new RouteTable(routes(status, ingest, stores, metadata, promql, alerting, host.access()));
      host.serve(routes);
      List<Scheduler.Repeating> watching = host.watchFiles(scheduler);
      lifecycle.onStop("watch-files", () -> watching.forEach(Scheduler.Repeating::cancel));
      lifecycle.onStop("http-drain", () -> drain(host));
    }
    alerting.start();
    lifecycle.onStop("alerting", alerting::close);
    watchVitals(ingest, scheduler);
    return listeners;
  }

  private static LogProtocolTable logProtocols() {
    return LogProtocolTable.of(
        new SyslogDecoder(),
        SyslogFramer::new,
        new LinesDecoder(),
        TextFramer::new,
        new LokiJsonDecoder(),
        new LokiProtobufDecoder());
  }

  private EventLog events(LogIntake intake, Stores stores) {
    return new EventLog(intake, LogEntries.TimeWindow.of(stores.logs()), clock, metrics);
  }

  private ProtocolTable protocols(MetricMetadata metadata, EventLog events) {
    var statsd =
        StatsdSettings.defaults()
            .withFlushIntervalMs(config.ingest().statsd().flushInterval().toMillis());
    return ProtocolTable.of(
        new CollectdDecoder(TypesTable.standard(), new CollectdEvents(events)),
        new GraphiteDecoder(),
        new RemoteWriteDecoder(metadata),
        new InfluxDecoder(),
        new JsonImportDecoder(),
        new StatsdAggregator(statsd, clock, metrics, new DogstatsdEvents(events)));
  }

  private PromqlEngine promql(Stores stores) {
    QueryWorkers workers = QueryWorkers.forThisMachine();
    lifecycle.onStop("query-workers", workers::close);
    return new PromqlEngine(stores.metrics().leaf(), workers, config.query().lookback());
  }

  private Alerting alerting(
      ListenerStatus http,
      PromqlEngine promql,
      IngestService ingest,
      Stores stores,
      Scheduler scheduler)
      throws IOException {
    return new Alerting(
        PartSettings.alerting(config, PartSettings.externalUrl(config, http.address())),
        new Alerting.Ports(
            promql, PartSettings.query(config), ingest.intake(), ingest.logIntake(), stores.meta()),
        Version.current(),
        stores.data().files(),
        clock,
        scheduler,
        metrics);
  }

  private List<Route> routes(
      RunningStatus status,
      IngestService ingest,
      Stores stores,
      MetricMetadata metadata,
      PromqlEngine promql,
      Alerting alerting,
      Access access) {
    QueryLimits limits = PartSettings.query(config);
    var sources =
        new PrometheusSources(
            new KnownMetadata(metadata, metrics),
            alerting.ruleSource(),
            PrometheusSources.BuildFacts.of(Version.current(), startedMs));
    QueryLeaf leaf = stores.metrics().leaf();
    var gate = new QueryGate(limits.concurrency());
    var routes = new ArrayList<Route>();
    routes.addAll(new StatusRoutes(status, metrics, access).routes());
    routes.addAll(new WhoamiRoutes(access).routes());
    routes.addAll(new UiRoutes().routes());
    routes.addAll(ingest.routes());
    routes.addAll(alerting.routes());
    routes.addAll(
        new PrometheusRoutes(clock, metrics, limits, gate, leaf, promql, sources).routes());
    routes.addAll(new GraphiteRoutes(leaf, limits, gate, clock).routes());
    routes.addAll(
        new GraphiteEvents(stores.logs(), ingest.logIntake(), limits, gate, clock).routes());
    routes.addAll(new LokiRoutes(clock, metrics, limits, gate, stores.logs()).routes());
    return routes;
  }

  /// Collects the server's own log lines from here on; null when they are not to be stored.
  private @Nullable StoredLog ownLog() {
    if (!config.self().logs()) {
      return null;
    }
    var own = StoredLog.attach(instance(), metrics);
    lifecycle.onStop("own-log", own::detach);
    return own;
  }

  private void storeOwnLog(StoredLog own, LogIntake intake, Scheduler scheduler) {
    Scheduler.Repeating storing = scheduler.every("own-log", OWN_LOG, () -> own.store(intake));
    lifecycle.onStop(
        "own-log-store",
        () -> {
          storing.cancel();
          own.store(intake);
        });
  }

  private String instance() {
    return config.self().instance().isEmpty() ? hostName() : config.self().instance();
  }

  private void watchVitals(IngestService ingest, Scheduler scheduler) {
    var host = new HostSampler(Path.of("/proc"));
    var vitals = new Vitals(ingest.intake(), metrics, clock, host, instance());
    repeat(scheduler, "self-metrics", config.self().metricsInterval(), vitals::storeOwn);
    repeat(scheduler, "host-sampler", config.self().hostInterval(), vitals::storeHost);
    scheduler.execute("gc-metrics", () -> ProcessMetrics.registerCollectors(metrics));
  }

  /// A round at once and a second one soon, for rates need two: who starts a server looks at it.
  private void repeat(Scheduler scheduler, String name, Duration period, Runnable round) {
    if (period.isZero()) {
      return;
    }
    scheduler.execute(name, round);
    Duration second = period.compareTo(SECOND_ROUND) < 0 ? period : SECOND_ROUND;
    lifecycle.onStop(name, scheduler.every(name, second, period, round)::cancel);
  }

  // ---- HTTP ----

  /// The HTTP listener as it came up; `host` is null when it is off.
  private record HttpStart(@Nullable HttpHost host, ListenerStatus status) {}

  private HttpStart startHttp() throws StartException {
    Listen listen = config.http().listen();
    if (listen.isOff()) {
      return new HttpStart(null, ListenerStatus.off("http", "http", "switched off"));
    }
    HttpHost http = HttpHost.open(config, clock, metrics);
    try {
      var bound = ListenerStatus.on("http", http.transport(), ListenerStatus.format(http.start()));
      lifecycle.onStop("http", http::close);
      return new HttpStart(http, bound);
    } catch (BindException e) {
      String address = ListenerStatus.format(listen.requireAddress());
      if (listen.explicit()) {
        throw new StartException(
            "http.listen: cannot listen on " + address + ": " + e.getMessage(), e);
      }
      LOG.warn("listener_off name=http address={} reason=port is taken", address);
      return new HttpStart(null, ListenerStatus.off("http", "http", address + " is taken"));
    } catch (IOException e) {
      throw new StartException("http.listen: " + e.getMessage(), e);
    }
  }

  private static HttpStart onceStarted(FutureTask<HttpStart> httpStart) throws StartException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return httpStart.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartException start) {
        throw start;
      }
      throw new StartException("http.listen: " + e.getCause(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void drain(HttpHost http) {
    http.stopServing("stopping");
    http.drain(DRAIN);
  }

  // ---- listeners ----

  private List<ListenerStatus> listeners(ListenerStatus http, IngestService ingest) {
    var all = new ArrayList<ListenerStatus>();
    all.add(http);
    for (PipelineStatus.ListenerState state : ingest.listeners()) {
      all.add(
          new ListenerStatus(
              state.protocol(), state.transport(), state.address(), state.offReason()));
    }
    return List.copyOf(all);
  }

  private static String hostName() {
    try {
      String name = java.nio.file.Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // no such file here: ask the resolver
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
