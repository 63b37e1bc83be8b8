package dev.weir.storage.metrics.block;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;

/// What blocks count. Any thread.
final class BlockMetrics {
  final Counter flushed;
  final Counter flushedSamples;
  final Counter flushedBytes;
  final Counter merges;
  final Counter mergedBlocks;
  final Counter mergedBytes;
  final Counter mergeFailures;
  final Counter duplicates;
  final Counter expired;
  final Counter damagedBlocks;
  final Counter damagedChunks;

  BlockMetrics(MetricRegistry registry) {
    flushed =
        registry.counter("weir_storage_blocks_flushed_total", "Blocks flushed from the head.");
    flushedSamples =
        registry.counter(
            "weir_storage_blocks_flushed_samples_total",
            "Samples in blocks flushed from the head.");
    flushedBytes =
        registry.counter(
            "weir_storage_blocks_flushed_bytes_total", "Size of the blocks flushed from the head.");
    merges = registry.counter("weir_storage_block_merges_total", "Merges of blocks completed.");
    mergedBlocks =
        registry.counter("weir_storage_blocks_merged_total", "Blocks replaced by merged ones.");
    mergedBytes =
        registry.counter("weir_storage_blocks_merged_bytes_total", "Bytes written by merges.");
    mergeFailures = registry.counter("weir_storage_block_merge_failures_total", "Merges given up.");
    duplicates =
        registry.counter(
            "weir_storage_block_duplicates_total",
            "Samples left out by merges because a later one has their timestamp.");
    expired = registry.counter("weir_storage_blocks_expired_total", "Blocks deleted by retention.");
    damagedBlocks =
        registry.counter(
            "weir_storage_blocks_damaged_total", "Blocks found damaged and set aside.");
    damagedChunks =
        registry.counter(
            "weir_storage_chunks_damaged_total", "Chunks found damaged and left out of an answer.");
  }
}
