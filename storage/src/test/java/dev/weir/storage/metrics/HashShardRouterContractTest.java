package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HashShardRouterContractTest extends ShardRouterContract {
  @Override
  ShardRouter router() {
    return new HashShardRouter(64);
  }

  @Test
  void shard_oneShard_isZero() {
    assertEquals(0, new HashShardRouter(1).shard(new byte[] {1, 2, 3}, 0, 3));
  }

  @Test
  void shardCount_notAPowerOfTwo_isRefused() {
    for (int count : new int[] {-1, 0, 3, 63, 1 << 17}) {
      assertThrows(IllegalArgumentException.class, () -> new HashShardRouter(count));
    }
  }

  /// XXH3 of the empty input, as the algorithm's own test vectors have it: 0x2D06800538D394C2.
  @Test
  void shard_isTopBitsOfXxh3_knownVector() {
    assertEquals(
        (int) (0x2D06800538D394C2L >>> 58), new HashShardRouter(64).shard(new byte[0], 0, 0));
    assertEquals(0x2D06, new HashShardRouter(1 << 16).shard(new byte[0], 0, 0));
  }
}
