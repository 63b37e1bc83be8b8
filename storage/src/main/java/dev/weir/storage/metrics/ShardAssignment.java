package dev.weir.storage.metrics;

/// Which shards this process owns now. Whenever ownership changes, the epoch grows; whatever a
/// former owner still writes carries the older epoch and is refused. Any thread.
public interface ShardAssignment {
  /// Number of shards there are.
  int shardCount();

  /// True when this process takes writes for `shard` and answers for it.
  boolean isMine(int shard);

  /// Grows with every change; at least 1.
  long epoch();
}
