package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What every shard router does.
abstract class ShardRouterContract {
  abstract ShardRouter router();

  @Test
  void shard_isInRange_andEvenlySpread() {
    ShardRouter router = router();
    int[] counts = new int[router.shardCount()];
    int keys = 1_000 * counts.length;
    for (int i = 0; i < keys; i++) {
      byte[] key = ("series " + i).getBytes(StandardCharsets.UTF_8);
      counts[router.shard(key, 0, key.length)]++;
    }
    for (int count : counts) {
      assertTrue(count > 800 && count < 1_200, Arrays.toString(counts));
    }
  }

  @Test
  void shard_dependsOnTheBytesOnly() {
    byte[] key = "..key..".getBytes(StandardCharsets.UTF_8);
    byte[] alone = "key".getBytes(StandardCharsets.UTF_8);
    assertEquals(router().shard(alone, 0, 3), router().shard(key, 2, 3));
  }
}
