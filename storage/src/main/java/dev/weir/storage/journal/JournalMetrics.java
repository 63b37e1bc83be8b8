package dev.weir.storage.journal;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;

/// All metrics of one journal, labelled with its name.
final class JournalMetrics {
  final Counter writtenBytes;
  final Counter records;
  final Counter replayedRecords;
  final Histogram forceSeconds;
  final Counter appendFailures;
  final Counter forceFailures;
  final Counter createFailures;
  final Counter deleteFailures;
  final Counter tornBytes;
  final Counter damagedBytes;

  JournalMetrics(MetricRegistry registry, String journal) {
    writtenBytes =
        registry.counter(
            "weir_storage_journal_written_bytes_total",
            "Bytes appended to the journal, framing included.",
            "journal",
            journal);
    records =
        registry.counter(
            "weir_storage_journal_records_total",
            "Records appended to the journal.",
            "journal",
            journal);
    replayedRecords =
        registry.counter(
            "weir_storage_journal_replayed_records_total",
            "Records read back from the journal at start.",
            "journal",
            journal);
    forceSeconds =
        registry.histogram(
            "weir_storage_journal_force_seconds",
            "Duration of each force of the journal to the device.",
            "journal",
            journal);
    appendFailures = failures(registry, journal, "append");
    forceFailures = failures(registry, journal, "force");
    createFailures = failures(registry, journal, "create");
    deleteFailures = failures(registry, journal, "delete");
    tornBytes =
        registry.counter(
            "weir_storage_journal_torn_bytes_total",
            "Bytes of unfinished writes cut off the end of the journal at start.",
            "journal",
            journal);
    damagedBytes =
        registry.counter(
            "weir_storage_journal_damaged_bytes_total",
            "Bytes of the journal left out because they were damaged and repair was asked for.",
            "journal",
            journal);
  }

  private static Counter failures(MetricRegistry registry, String journal, String operation) {
    return registry.counter(
        "weir_storage_journal_failures_total",
        "Operations on journal files that failed.",
        "journal",
        journal,
        "operation",
        operation);
  }

  void registerGauges(MetricRegistry registry, String journal, SegmentedLog log) {
    registry.gauge(
        "weir_storage_journal_segments",
        "Segment files of the journal.",
        log::segmentCount,
        "journal",
        journal);
    registry.gauge(
        "weir_storage_journal_unforced_bytes",
        "Bytes appended to the journal and not forced yet.",
        () -> Math.max(0, log.endPosition() - log.durablePosition()),
        "journal",
        journal);
    registry.gauge(
        "weir_storage_journal_healthy",
        "1 while the journal can be written and forced, else 0.",
        () -> log.isHealthy() ? 1 : 0,
        "journal",
        journal);
  }
}
