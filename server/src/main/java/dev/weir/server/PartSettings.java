package dev.weir.server;

import dev.weir.alerting.AlertingSettings;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.ingest.IngestSettings;
import dev.weir.ingest.http.BodyLimits;
import dev.weir.ingest.ring.Durability;
import dev.weir.query.engine.QueryLimits;
import dev.weir.server.config.AlertingConfig;
import dev.weir.server.config.Config;
import dev.weir.server.config.LimitsConfig;
import dev.weir.server.config.Listen;
import dev.weir.server.config.PipelineConfig;
import dev.weir.server.config.StorageConfig;
import dev.weir.storage.logs.LogStoreSettings;
import dev.weir.storage.metrics.MetricStoreSettings;
import dev.weir.storage.metrics.index.RegistryOptions;
import dev.weir.storage.metrics.index.SeriesLimits;
import org.jspecify.annotations.Nullable;

/// Turns the configuration into what each part asks for. Shares of memory follow from
/// `memory.limit`; bodies in flight live on the heap and never take more than a quarter of it.
final class PartSettings {
  private static final int NAMES_PER_TENANT = 20_000;
  private static final int ID_CACHE_ENTRIES = 1 << 21;

  private PartSettings() {}

  static MetricStoreSettings store(Config config) {
    LimitsConfig limits = config.limits();
    long memory = config.memoryLimitBytes();
    var series =
        new SeriesLimits(
            limits.tenants(),
            limits.seriesPerTenant(),
            limits.series(),
            Math.clamp(memory / 4, 32L << 20, 16L << 30),
            NAMES_PER_TENANT,
            limits.labelsPerSeries(),
            limits.labelNameBytes(),
            limits.labelValueBytes());
    var dictionary =
        switch (config.storage().dictionary()) {
          case CHRONICLE -> RegistryOptions.Dictionary.CHRONICLE;
          case HEAP -> RegistryOptions.Dictionary.HEAP;
        };
    StorageConfig storage = config.storage();
    return MetricStoreSettings.DEFAULT
        .withRetentionMs(storage.metricsRetention().toMillis())
        .withHeadBudgetBytes(MetricStoreSettings.headBudgetOf(memory))
        .withRegistry(new RegistryOptions(series, dictionary, storage.repair()));
  }

  /// Lines wait on the heap until they are written: at most twice the budget, a quarter of the
  /// heap.
  static LogStoreSettings logStore(Config config) {
    long heap = Runtime.getRuntime().maxMemory();
    return LogStoreSettings.DEFAULT
        .withRetentionMs(config.storage().logsRetention().toMillis())
        .withMemtableBudgetBytes(Math.clamp(heap / 8, 4L << 20, 64L << 20))
        .withMergedPartBytes(Math.clamp(heap, 64L << 20, 1L << 30));
  }

  static IngestSettings ingest(Config config, int shardCount) {
    var ingest = config.ingest();
    PipelineConfig pipeline = ingest.pipeline();
    long bodyMemory = Math.min(pipeline.bodyMemoryBytes(), Runtime.getRuntime().maxMemory() / 4);
    int inflated = (int) Math.min(pipeline.inflatedBodyBytes(), bodyMemory);
    Durability durability =
        switch (config.storage().durability()) {
          case FSYNC -> Durability.FSYNC;
          case INTERVAL -> Durability.INTERVAL;
          case NONE -> Durability.NONE;
        };
    return new IngestSettings(
        listen(ingest.statsd().listen()),
        listen(ingest.collectd()),
        listen(ingest.graphite()),
        listen(ingest.syslog()),
        listen(ingest.lines()),
        pipeline.decoders(),
        pipeline.slots(),
        new BodyLimits(
            config.http().maxBodyBytes(), inflated, BodyLimits.DEFAULT.ratio(), bodyMemory),
        ingest.maxLineBytes(),
        ingest.maxConnections(),
        ingest.tcpIdleTimeout(),
        ingest.statsd().flushInterval(),
        durability,
        (int) Math.min(ID_CACHE_ENTRIES, config.memoryLimitBytes() / 512),
        shardCount);
  }

  static AlertingSettings alerting(Config config, String externalUrl) {
    AlertingConfig alerting = config.alerting();
    return new AlertingSettings(
        alerting.rules(),
        new RuleGroup.Timing(
            alerting.evaluationInterval().toMillis(), alerting.queryOffset().toMillis()),
        alerting.evaluators(),
        alerting.outageTolerance(),
        alerting.delivery().settings(externalUrl));
  }

  /// Where people reach this server, without a final slash; empty when that is not known.
  /// `httpAddress` is where it listens, or null when it does not.
  static String externalUrl(Config config, @Nullable String httpAddress) {
    String configured = config.alerting().externalUrl();
    if (configured.isEmpty()) {
      String scheme = config.http().tls() == null ? "http" : "https";
      return httpAddress == null ? "" : scheme + "://" + httpAddress;
    }
    return configured.endsWith("/") ? configured.substring(0, configured.length() - 1) : configured;
  }

  static QueryLimits query(Config config) {
    QueryLimits defaults = QueryLimits.defaults();
    return new QueryLimits(
        config.query().timeout(),
        config.query().maxSamples(),
        config.query().maxSeries(),
        defaults.maxPointsPerSeries(),
        defaults.maxMemoryBytes(),
        config.query().concurrency());
  }

  private static IngestSettings.Listen listen(Listen listen) {
    return new IngestSettings.Listen(listen.address(), listen.explicit(), listen.sources());
  }
}
