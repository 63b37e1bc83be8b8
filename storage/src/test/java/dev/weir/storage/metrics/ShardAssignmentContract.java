package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What every shard assignment does.
abstract class ShardAssignmentContract {
  abstract ShardAssignment assignment();

  @Test
  void isMine_answersForEveryShard_andNoOther() {
    ShardAssignment assignment = assignment();
    for (int shard = 0; shard < assignment.shardCount(); shard++) {
      assignment.isMine(shard);
    }
    assertThrows(IllegalArgumentException.class, () -> assignment.isMine(-1));
    assertThrows(IllegalArgumentException.class, () -> assignment.isMine(assignment.shardCount()));
  }

  @Test
  void epoch_isPositive() {
    assertTrue(assignment().epoch() >= 1);
  }
}
