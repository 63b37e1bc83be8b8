package dev.weir.storage.metrics;

import dev.weir.storage.metrics.head.HeadEngine;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.function.DoubleSupplier;

/// Every metric of the head and of the store around it.
final class MetricStoreMetrics {
  final Counter samples;
  final Counter duplicates;
  final Counter outOfOrder;
  final Counter replayedCovered;
  final Counter flushes;
  final Counter flushFailures;
  final Counter flushedSamples;
  final Histogram flushSeconds;
  final Counter applyStalls;
  final Histogram applyStallSeconds;
  final Counter budgetOverruns;
  final Counter checkpoints;
  final Counter checkpointFailures;
  final Counter checkpointBytes;
  final Histogram checkpointSeconds;
  final Histogram snapshotSeconds;
  final Counter maintenanceFailures;

  private final MetricRegistry registry;

  MetricStoreMetrics(MetricRegistry registry) {
    this.registry = registry;
    samples = counter("samples_total", "Samples taken into the head.");
    duplicates =
        counter("samples_duplicate_total", "Samples dropped: same time and bits as the last one.");
    outOfOrder =
        counter("samples_out_of_order_total", "Samples not later than the last of their series.");
    replayedCovered =
        counter("samples_replay_covered_total", "Samples left out of replay: in blocks already.");
    flushes = counter("flushes_total", "Blocks written from the head.");
    flushFailures = counter("flush_failures_total", "Flushes that failed and are tried again.");
    flushedSamples = counter("flushed_samples_total", "Samples written from the head to blocks.");
    flushSeconds =
        registry.histogram("weir_storage_head_flush_seconds", "Time to write one block.");
    applyStalls =
        counter("apply_stalls_total", "Times that writing waited because the head was full.");
    applyStallSeconds =
        registry.histogram("weir_storage_head_apply_stall_seconds", "How long writing waited.");
    budgetOverruns =
        counter(
            "budget_overruns_total",
            "Waits given up with the head over its budget because queries held its memory.");
    checkpoints = counter("checkpoints_total", "Checkpoints written.");
    checkpointFailures = counter("checkpoint_failures_total", "Checkpoints that failed.");
    checkpointBytes = counter("checkpoint_written_bytes_total", "Bytes written as checkpoints.");
    checkpointSeconds =
        registry.histogram("weir_storage_head_checkpoint_seconds", "Time to write a checkpoint.");
    snapshotSeconds =
        registry.histogram(
            "weir_storage_head_snapshot_seconds",
            "Time that writing stood still for a checkpoint's snapshot.");
    maintenanceFailures =
        counter("maintenance_failures_total", "Background merging or retention that failed.");
  }

  private Counter counter(String name, String help) {
    return registry.counter("weir_storage_head_" + name, help);
  }

  HeadEngine.Counters engineCounters() {
    return new HeadEngine.Counters(samples, duplicates, outOfOrder, replayedCovered);
  }

  void headSeries(DoubleSupplier value) {
    registry.gauge("weir_storage_head_series", "Series in the head's largest partition.", value);
  }

  void headPartitions(DoubleSupplier value) {
    registry.gauge("weir_storage_head_partitions", "Partitions in memory, sealed ones too.", value);
  }

  void headBytes(DoubleSupplier used, DoubleSupplier budget) {
    registry.gauge("weir_storage_head_bytes", "Memory the head takes, on heap and off.", used);
    registry.gauge("weir_storage_head_budget_bytes", "Memory the head may take.", budget);
  }

  void checkpointPosition(DoubleSupplier value) {
    registry.gauge(
        "weir_storage_head_checkpoint_position_bytes",
        "Journal position of the last durable checkpoint.",
        value);
  }
}
