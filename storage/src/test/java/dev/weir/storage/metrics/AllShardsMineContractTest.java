package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AllShardsMineContractTest extends ShardAssignmentContract {
  @Override
  ShardAssignment assignment() {
    return new AllShardsMine(64);
  }

  @Test
  void everyShard_isMine_forEver() {
    for (int shard = 0; shard < 64; shard++) {
      assertTrue(assignment().isMine(shard));
    }
    assertEquals(1, assignment().epoch());
  }
}
