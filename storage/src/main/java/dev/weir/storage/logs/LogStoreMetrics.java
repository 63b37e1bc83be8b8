package dev.weir.storage.logs;

import dev.weir.storage.logs.part.PartMemory;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.function.DoubleSupplier;

/// Every metric of the log store. Any thread.
final class LogStoreMetrics {
  final Counter lines;
  final Counter lineBytes;
  final Counter replayedCovered;
  final Counter applyWaits;
  final Histogram applyWaitSeconds;
  final Counter flushes;
  final Counter flushFailures;
  final Counter callbackFailures;
  final Counter flushedParts;
  final Histogram flushSeconds;
  final Counter merges;
  final Counter mergeFailures;
  final Counter mergedParts;
  final Counter mergedBytes;
  final Histogram mergeSeconds;
  final Counter expiredParts;
  final Counter damagedParts;
  final Counter partsOpened;
  final Counter searches;
  final Counter deleteFailures;

  private final MetricRegistry registry;

  LogStoreMetrics(MetricRegistry registry) {
    this.registry = registry;
    lines = counter("lines_total", "Lines taken into memory.");
    lineBytes = counter("line_bytes_total", "Bytes of those lines.");
    replayedCovered =
        counter(
            "replay_covered_batches_total",
            "Batches left out of replay: their lines are in parts already.");
    applyWaits = counter("apply_waits_total", "Times that writing waited because memory was full.");
    applyWaitSeconds = seconds("apply_wait_seconds", "How long writing waited.");
    flushes = counter("flushes_total", "Memtables written as parts.");
    flushFailures =
        counter("flush_failures_total", "Memtables whose writing failed and is tried again.");
    callbackFailures =
        counter("checkpoint_callback_failures_total", "Checkpoints whose asker failed when told.");
    flushedParts = counter("flushed_parts_total", "Parts written from memtables.");
    flushSeconds = seconds("flush_seconds", "Time to write one memtable.");
    merges = counter("merges_total", "Merges of parts completed.");
    mergeFailures = counter("merge_failures_total", "Merges and expiries given up.");
    mergedParts = counter("merged_parts_total", "Parts replaced by merged ones.");
    mergedBytes = counter("merged_bytes_total", "Bytes written by merges.");
    mergeSeconds = seconds("merge_seconds", "Time of one merge.");
    expiredParts = counter("expired_parts_total", "Parts dropped by retention.");
    damagedParts = counter("damaged_parts_total", "Parts found damaged and set aside.");
    partsOpened = counter("parts_opened_total", "Times that a part's files were opened.");
    searches = counter("searches_total", "Searches begun.");
    deleteFailures =
        counter(
            "delete_failures_total",
            "Directories of parts that could not be removed; tried again later.");
  }

  private Counter counter(String name, String help) {
    return registry.counter("weir_storage_logs_" + name, help);
  }

  private Histogram seconds(String name, String help) {
    return registry.histogram("weir_storage_logs_" + name, help);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    registry.gauge("weir_storage_logs_" + name, help, value);
  }

  void memory(DoubleSupplier used, DoubleSupplier budget, DoubleSupplier sealed) {
    gauge("memtable_bytes", "Memory that lines take before they are written as parts.", used);
    gauge("memtable_budget_bytes", "Size at which a memtable is written as parts.", budget);
    gauge("memtables_sealed", "Memtables waiting to be written or being written.", sealed);
  }

  void parts(DoubleSupplier count, DoubleSupplier diskBytes, DoubleSupplier rows) {
    gauge("parts", "Parts present.", count);
    gauge("parts_bytes", "Size of the parts present.", diskBytes);
    gauge("parts_lines", "Lines in the parts present.", rows);
  }

  void openParts(DoubleSupplier open, DoubleSupplier limit) {
    gauge("parts_open", "Parts whose files are open.", open);
    gauge("parts_open_limit", "Parts whose files stay open when nobody reads them.", limit);
  }

  void decoded(PartMemory memory) {
    gauge("decoded_bytes", "Decoded rows of parts kept in memory.", memory::heldBytes);
    registry.counterFrom(
        "weir_storage_logs_decoded_hits_total",
        "Row groups that were decoded already when a search wanted them.",
        memory::hits);
    registry.counterFrom(
        "weir_storage_logs_decoded_misses_total",
        "Row groups decoded for a search.",
        memory::misses);
  }

  void checkpointPosition(DoubleSupplier value) {
    gauge(
        "checkpoint_position_bytes", "Journal position up to which parts hold everything.", value);
  }
}
