package dev.weir.storage.metrics.block;

import static dev.weir.storage.metrics.block.Compactor.DAY_MS;
import static dev.weir.storage.metrics.block.Compactor.EIGHT_DAYS_MS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactorTest {
  private static final long P = BlockStore.PARTITION_MS;
  private static final long START = 2000 * EIGHT_DAYS_MS;

  private long versions = 1;

  private Block block(long startMs, long lengthMs, long sizeBytes) {
    var b = new BlockLayout.Builder();
    b.version = versions++;
    b.order = b.version;
    b.startMs = startMs;
    b.endMs = startMs + lengthMs;
    b.sizeBytes = sizeBytes;
    var key = new BlobKey(startMs, Compactor.level(b.startMs, b.endMs), b.version);
    b.level = key.level();
    return new Block(key, new BlockLayout(b));
  }

  private List<Block> partitions(long startMs, int count) {
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < count; i++) {
      blocks.add(block(startMs + i * P, P, 1000));
    }
    return blocks;
  }

  @Test
  void openDay_isLeftAlone() {
    var blocks = partitions(START, 11);
    assertEquals(0, Compactor.next(blocks, START + 23 * 3600_000L, false).size());
  }

  @Test
  void closedDay_isMerged_onceLateSamplesHadTheirTime() {
    var blocks = partitions(START, 12);
    assertEquals(0, Compactor.next(blocks, START + DAY_MS + 1000, false).size());
    assertEquals(12, Compactor.next(blocks, START + DAY_MS + 3_600_000, false).size());
  }

  @Test
  void openDay_ofManyBlocks_isMerged() {
    var blocks = partitions(START, 5);
    for (int i = 0; i < 25; i++) {
      blocks.add(block(START, P, 10));
    }
    assertEquals(30, Compactor.next(blocks, START + DAY_MS / 2, false).size());
  }

  @Test
  void lateTrickle_waitsUntilItPays() {
    var blocks = new ArrayList<Block>();
    blocks.add(block(START, DAY_MS, 100_000));
    blocks.add(block(START, P, 10));
    long later = START + DAY_MS * 2;
    assertEquals(0, Compactor.next(blocks, later, false).size());
    blocks.addAll(partitions(START, 3));
    assertEquals(5, Compactor.next(blocks, later, false).size());
  }

  @Test
  void closedEightDays_areMerged_fromDays() {
    var blocks = new ArrayList<Block>();
    for (int day = 0; day < 8; day++) {
      blocks.add(block(START + day * DAY_MS, DAY_MS, 12_000));
    }
    assertEquals(0, Compactor.next(blocks, START + 7 * DAY_MS, false).size());
    assertEquals(8, Compactor.next(blocks, START + 9 * DAY_MS, false).size());
    assertEquals(8, Compactor.next(blocks, START + 7 * DAY_MS, true).size());
  }

  @Test
  void farApartBlocks_areNeverMerged() {
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < 50; i++) {
      blocks.add(block(START + i * EIGHT_DAYS_MS, P, 10));
    }
    assertEquals(0, Compactor.next(blocks, START + 100 * EIGHT_DAYS_MS, true).size());
  }

  @Test
  void level_followsTheRange() {
    assertEquals(0, Compactor.level(START, START + P));
    assertEquals(1, Compactor.level(START, START + 2 * P));
    assertEquals(1, Compactor.level(START, START + DAY_MS));
    assertEquals(2, Compactor.level(START, START + DAY_MS + P));
  }
}
