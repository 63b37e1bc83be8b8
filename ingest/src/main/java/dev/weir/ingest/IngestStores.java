package dev.weir.ingest;

import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.metrics.MetricStore;

/// Where what comes in goes: a store for samples and one for log lines, each with the journal that
/// it is replayed from.
public record IngestStores(
    MetricStore metrics, IngestLog metricJournal, LogStore logs, IngestLog logJournal) {}
