package dev.weir.storage.metrics;

/// One machine: every shard is ours, and always was.
public record AllShardsMine(int shardCount) implements ShardAssignment {
  public AllShardsMine {
    if (shardCount < 1) {
      throw new IllegalArgumentException("shardCount must be positive: " + shardCount);
    }
  }

  @Override
  public boolean isMine(int shard) {
    if (shard < 0 || shard >= shardCount) {
      throw new IllegalArgumentException("no such shard: " + shard + " of " + shardCount);
    }
    return true;
  }

  @Override
  public long epoch() {
    return 1;
  }
}
