package dev.weir.storage.metrics;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/// The router of every store: the top bits of XXH3 (64 bits, seed 0) of the canonical key. With 64
/// shards that is `xxh3_64(key) >>> 58`. Source: xxHash, `XXH3_64bits`.
public final class HashShardRouter implements ShardRouter {
  private static final Hasher64 HASHER = Hashing.xxh3_64();
  private static final int LIMIT = 1 << 16;

  private final int shardCount;
  private final int shift;

  /// `shardCount` is a power of two up to 65,536.
  public HashShardRouter(int shardCount) {
    if (shardCount < 1 || shardCount > LIMIT || Integer.bitCount(shardCount) != 1) {
      throw new IllegalArgumentException(
          "shardCount must be a power of two up to " + LIMIT + ": " + shardCount);
    }
    this.shardCount = shardCount;
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(shardCount);
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public int shard(byte[] key, int offset, int length) {
    // A shift by 64 would be a shift by 0: one shard has no bits.
    return shardCount == 1 ? 0 : (int) (HASHER.hashBytesToLong(key, offset, length) >>> shift);
  }
}
