package dev.weir.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ingest.collectd.CollectdDecoder;
import dev.weir.ingest.collectd.TypesTable;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.events.CollectdEvents;
import dev.weir.ingest.events.DogstatsdEvents;
import dev.weir.ingest.events.EventLog;
import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.http.BodyLimits;
import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.ingest.lines.LinesDecoder;
import dev.weir.ingest.loki.LokiJsonDecoder;
import dev.weir.ingest.loki.LokiProtobufDecoder;
import dev.weir.ingest.net.SyslogFramer;
import dev.weir.ingest.net.TextFramer;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.ingest.remotewrite.RemoteWriteDecoder;
import dev.weir.ingest.ring.Durability;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.SlotBuffer;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.ingest.syslog.SyslogDecoder;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.MachineScheduler;
import dev.weir.storage.journal.JournalSettings;
import dev.weir.storage.journal.SegmentedLog;
import dev.weir.storage.logs.LocalLogStore;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogStoreSettings;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.LocalMetricStore;
import dev.weir.storage.metrics.MetricStoreSettings;
import dev.weir.storage.metrics.SampleSet;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Ingest over the real journal and the real store in a directory: what the server wires, without
/// the server.
final class StoredFixture implements AutoCloseable {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  final MetricRegistry registry = new MetricRegistry();
  final MachineScheduler scheduler = new MachineScheduler(registry);
  final DataDir data;
  final LocalMetricStore store;
  final SegmentedLog journal;
  final LocalLogStore logStore;
  final SegmentedLog logJournal;
  final IngestService ingest;

  StoredFixture(Path directory) throws IOException {
    this(directory, Duration.ofHours(1));
  }

  StoredFixture(Path directory, Duration flushInterval) throws IOException {
    this(directory, flushInterval, 0);
  }

  /// With Graphite on a port that was asked for.
  static StoredFixture bound(Path directory, int graphitePort) throws IOException {
    return new StoredFixture(directory, Duration.ofHours(1), graphitePort);
  }

  private StoredFixture(Path directory, Duration flushInterval, int graphitePort)
      throws IOException {
    var files = MachineFiles.INSTANCE;
    data = DataDir.open(files, directory, Clock.SYSTEM);
    store =
        LocalMetricStore.open(
            MetricStoreSettings.DEFAULT.withRetentionMs(0),
            data,
            Clock.SYSTEM,
            scheduler,
            registry);
    journal =
        SegmentedLog.open(
            files,
            data.part("journal/metrics"),
            data.header().storeId(),
            Clock.SYSTEM,
            registry,
            JournalSettings.of("metrics", store.floorPosition(), false));
    logStore =
        LocalLogStore.open(LogStoreSettings.DEFAULT, data, Clock.SYSTEM, scheduler, registry);
    logJournal =
        SegmentedLog.open(
            files,
            data.part("journal/logs"),
            data.header().storeId(),
            Clock.SYSTEM,
            registry,
            JournalSettings.of("logs", logStore.floorPosition(), false));
    var listen = new IngestSettings.Listen(ANY, true);
    var graphite =
        new IngestSettings.Listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), graphitePort), true);
    ingest =
        new IngestService(
            new IngestSettings(
                listen,
                listen,
                graphite,
                listen,
                listen,
                0,
                IngestRing.SLOTS,
                BodyLimits.DEFAULT,
                SlotBuffer.SIZE_BYTES - 1,
                1024,
                Duration.ofMinutes(10),
                flushInterval,
                Durability.FSYNC,
                1 << 21,
                data.header().shardCount()),
            new IngestStores(store, journal, logStore, logJournal),
            Clock.SYSTEM,
            scheduler,
            registry,
            LogProtocolTable.of(
                new SyslogDecoder(ZoneOffset.UTC),
                SyslogFramer::new,
                new LinesDecoder(),
                TextFramer::new,
                new LokiJsonDecoder(),
                new LokiProtobufDecoder()),
            intake ->
                protocols(
                    flushInterval,
                    registry,
                    new EventLog(
                        intake, LogEntries.TimeWindow.of(logStore), Clock.SYSTEM, registry)));
    ingest.replay();
    try {
      ingest.start();
    } catch (IOException e) {
      stopRest();
      throw e;
    }
  }

  private static ProtocolTable protocols(
      Duration flushInterval, MetricRegistry registry, EventLog events) {
    return ProtocolTable.of(
        new CollectdDecoder(TypesTable.standard(), new CollectdEvents(events)),
        new GraphiteDecoder(),
        new RemoteWriteDecoder(new MetricMetadata(1000)),
        new InfluxDecoder(),
        new JsonImportDecoder(),
        new StatsdAggregator(
            StatsdSettings.defaults().withFlushIntervalMs(flushInterval.toMillis()),
            Clock.SYSTEM,
            registry,
            new DogstatsdEvents(events)));
  }

  /// Port of a listener.
  int port(String protocol) {
    for (PipelineStatus.ListenerState state : ingest.listeners()) {
      String address = state.address();
      if (state.protocol().equals(protocol) && address != null) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      }
    }
    throw new AssertionError("not listening: " + protocol);
  }

  /// Everything the store has for the default tenant.
  Map<Labels, Map<Long, Double>> content() {
    var all = new TreeMap<Labels, Map<Long, Double>>();
    var plan =
        new LeafPlan.Samples(Tenant.DEFAULT, List.of(), new TimeRange(0, 10_000_000_000_000L));
    try (SampleSet found = store.leaf().samples(plan, QueryBudget.UNLIMITED)) {
      var columns = new SampleColumns();
      for (int i = 0; i < found.seriesCount(); i++) {
        found.read(i, columns);
        var values = new TreeMap<Long, Double>();
        for (int at = 0; at < columns.length(); at++) {
          values.put(columns.timestamps()[at], columns.values()[at]);
        }
        all.put(found.labels(i), values);
      }
    }
    return all;
  }

  /// Every log line of the default tenant, `stream time line`, sorted.
  List<String> lines() {
    var all = new ArrayList<String>();
    var plan = LogPlan.of(Tenant.DEFAULT, List.of(), 0, Long.MAX_VALUE);
    logStore.search(
        plan,
        rows -> {
          for (int i = 0; i < rows.length(); i++) {
            int start = rows.lineStart(i);
            String line = new String(rows.text(), start, rows.lineEnd(i) - start, UTF_8);
            all.add(rows.stream() + " " + rows.timestampNs(i) + " " + line);
          }
        },
        QueryBudget.UNLIMITED);
    all.sort(null);
    return all;
  }

  /// Number of samples of series whose name begins with `prefix`.
  long samples(String prefix) {
    long sum = 0;
    for (var series : content().entrySet()) {
      sum += series.getKey().metricName().startsWith(prefix) ? series.getValue().size() : 0;
    }
    return sum;
  }

  /// Sum of all samples of the series with this name.
  double total(String name) {
    double sum = 0;
    for (var series : content().entrySet()) {
      if (series.getKey().metricName().equals(name)) {
        sum += series.getValue().values().stream().mapToDouble(Double::doubleValue).sum();
      }
    }
    return sum;
  }

  /// A clean stop.
  @Override
  public void close() throws IOException {
    ingest.close();
    stopRest();
  }

  private void stopRest() throws IOException {
    scheduler.close();
    journal.close();
    store.close();
    logJournal.close();
    logStore.close();
    data.close();
  }
}
