package dev.weir.storage.metrics;

import dev.weir.storage.metrics.block.BlockSettings;
import dev.weir.storage.metrics.index.RegistryOptions;

/// Limits and habits of a [LocalMetricStore].
///
/// @param retentionMs how long samples are kept; 0: for ever (`storage.metrics.retention`)
/// @param headBudgetBytes most memory the head takes, on heap and off, give or take one batch; at
///   half of it partitions begin to be flushed, at all of it writing waits for the flush
/// @param engines number of shard engines; one unless there are several apply threads
public record MetricStoreSettings(
    long retentionMs,
    long headBudgetBytes,
    int engines,
    RegistryOptions registry,
    BlockSettings blocks) {
  /// 400 days, 96 MiB, one engine.
  public static final MetricStoreSettings DEFAULT =
      new MetricStoreSettings(
          400L * 86_400_000, 96L << 20, 1, RegistryOptions.DEFAULT, BlockSettings.DEFAULT);

  private static final long MIN_BUDGET_BYTES = 1L << 20;

  /// A partition's pointers reach 4 GiB.
  private static final long MAX_BUDGET_BYTES = 3L << 30;

  public MetricStoreSettings {
    if (retentionMs < 0) {
      throw new IllegalArgumentException("retention must not be negative: " + retentionMs + " ms");
    }
    if (headBudgetBytes < MIN_BUDGET_BYTES || headBudgetBytes > MAX_BUDGET_BYTES) {
      throw new IllegalArgumentException(
          "head budget must be from %d to %d bytes: %d"
              .formatted(MIN_BUDGET_BYTES, MAX_BUDGET_BYTES, headBudgetBytes));
    }
    if (engines < 1) {
      throw new IllegalArgumentException("engines must be at least 1: " + engines);
    }
  }

  /// The head's share of `memory.limit`: three parts of 32, which is 96 MiB of 1 GiB; at least 16
  /// MiB.
  public static long headBudgetOf(long memoryLimitBytes) {
    return Math.clamp(memoryLimitBytes / 32 * 3, 16L << 20, MAX_BUDGET_BYTES);
  }

  public MetricStoreSettings withRetentionMs(long ms) {
    return new MetricStoreSettings(ms, headBudgetBytes, engines, registry, blocks);
  }

  public MetricStoreSettings withHeadBudgetBytes(long bytes) {
    return new MetricStoreSettings(retentionMs, bytes, engines, registry, blocks);
  }

  public MetricStoreSettings withEngines(int count) {
    return new MetricStoreSettings(retentionMs, headBudgetBytes, count, registry, blocks);
  }

  public MetricStoreSettings withRegistry(RegistryOptions options) {
    return new MetricStoreSettings(retentionMs, headBudgetBytes, engines, options, blocks);
  }

  public MetricStoreSettings withBlocks(BlockSettings newBlocks) {
    return new MetricStoreSettings(retentionMs, headBudgetBytes, engines, registry, newBlocks);
  }
}
