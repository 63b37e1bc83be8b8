package dev.weir.server;

import dev.weir.ingest.IngestStores;
import dev.weir.server.config.Config;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.journal.JournalSettings;
import dev.weir.storage.journal.SegmentedLog;
import dev.weir.storage.logs.LocalLogStore;
import dev.weir.storage.meta.FileMetaStore;
import dev.weir.storage.metrics.LocalMetricStore;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;

/// What is kept: samples and log lines, each in a store with a journal of its own, and records such
/// as the states of alerts. Opened by the main thread; the parts say themselves who may use them.
record Stores(
    DataDir data,
    LocalMetricStore metrics,
    SegmentedLog metricJournal,
    LocalLogStore logs,
    SegmentedLog logJournal,
    FileMetaStore meta) {

  /// Opens all of them below `storage.dir`; what was opened is closed by `lifecycle`.
  static Stores open(
      Config config,
      DataDir data,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry registry,
      Lifecycle lifecycle)
      throws IOException {
    LocalMetricStore metrics =
        LocalMetricStore.open(PartSettings.store(config), data, clock, scheduler, registry);
    lifecycle.onStop("metric-store", metrics::close);
    LocalLogStore logs =
        LocalLogStore.open(PartSettings.logStore(config), data, clock, scheduler, registry);
    lifecycle.onStop("log-store", logs::close);
    boolean repair = config.storage().repair();
    SegmentedLog metricJournal =
        journal(
            data, JournalSettings.of("metrics", metrics.floorPosition(), repair), clock, registry);
    lifecycle.onStop("metric-journal", metricJournal::close);
    SegmentedLog logJournal =
        journal(data, JournalSettings.of("logs", logs.floorPosition(), repair), clock, registry);
    lifecycle.onStop("log-journal", logJournal::close);
    FileMetaStore meta =
        FileMetaStore.open(data.files(), data.part("meta"), clock, registry, repair);
    lifecycle.onStop("meta-store", meta::close);
    return new Stores(data, metrics, metricJournal, logs, logJournal, meta);
  }

  private static SegmentedLog journal(
      DataDir data, JournalSettings settings, Clock clock, MetricRegistry registry)
      throws IOException {
    return SegmentedLog.open(
        data.files(),
        data.part("journal/" + settings.name()),
        data.header().storeId(),
        clock,
        registry,
        settings);
  }

  /// Where ingest writes.
  IngestStores forIngest() {
    return new IngestStores(metrics, metricJournal, logs, logJournal);
  }
}
