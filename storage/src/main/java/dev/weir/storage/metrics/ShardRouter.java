package dev.weir.storage.metrics;

/// Says to which shard a series belongs: a pure function of tenant and labels, the same on every
/// machine and for ever, because shard numbers stand in catalogues, blocks and journals. Any
/// thread, wait-free, allocates nothing.
public interface ShardRouter {
  /// Number of shards, a power of two; fixed in the store's header.
  int shardCount();

  /// The shard, from 0 to `shardCount() - 1`, of the series with this canonical key (tenant, then
  /// labels; `storage/docs/format/series-catalog.md`).
  int shard(byte[] key, int offset, int length);
}
