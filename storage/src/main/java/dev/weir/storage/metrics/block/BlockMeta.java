package dev.weir.storage.metrics.block;

import dev.weir.storage.model.TimeRange;

/// What is known of a block without reading its data. Kept in memory for every block.
///
/// @param version number of the block, unique in the store
/// @param level 0 as flushed from the head, 1 and 2 as compacted
/// @param order blocks of a higher order win on equal timestamps: a flushed block's own version, a
///   merged one's highest order of what it was merged from
/// @param range whole partitions that the block covers
/// @param minTimestampMs first sample; above the maximum when there are no samples
/// @param maxTimestampMs last sample
/// @param sizeBytes of the whole block
public record BlockMeta(
    long version,
    int level,
    long order,
    TimeRange range,
    long minTimestampMs,
    long maxTimestampMs,
    int seriesCount,
    long chunkCount,
    long sampleCount,
    long sizeBytes) {
  /// True when a sample may lie in `wanted`.
  public boolean overlaps(TimeRange wanted) {
    return minTimestampMs < wanted.endMs() && maxTimestampMs >= wanted.startMs();
  }
}
