package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.metrics.ShardEngine.OpenPartition;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlushPolicyTest {
  private static final long SPAN = 7_200_000;
  private static final long DAY = 86_400_000;
  private static final long START = 8 * DAY * 2500;
  private static final long MINUTE = 60_000_000_000L;

  private static OpenPartition partition(long index, long bytes, long writtenNanos) {
    long start = START + index * SPAN;
    return new OpenPartition(new TimeRange(start, start + SPAN), bytes, 1, 0, writtenNanos);
  }

  private static String show(List<TimeRange> ranges) {
    var text = new ArrayList<String>();
    for (TimeRange range : ranges) {
      text.add((range.startMs() - START) / SPAN + "+" + (range.endMs() - range.startMs()) / SPAN);
    }
    return String.join(" ", text);
  }

  @Test
  void passed_partitionStillInItsTime_stays() {
    var open = List.of(partition(0, 1 << 20, 0), partition(1, 1 << 20, 0));
    long now = START + SPAN + 600_001;
    assertEquals("0+1", show(FlushPolicy.passed(open, now, 2 * MINUTE)));
    assertEquals("", show(FlushPolicy.passed(open, now - 2, 2 * MINUTE)));
  }

  @Test
  void passed_writtenLately_stays() {
    var open = List.of(partition(0, 1 << 20, 2 * MINUTE), partition(1, 1 << 20, 0));
    assertEquals("1+1", show(FlushPolicy.passed(open, START + DAY, 2 * MINUTE + 1)));
  }

  @Test
  void passed_smallOnes_gatherForHalfAnHour() {
    var open = List.of(partition(0, 1000, 0), partition(5, 1000, 0));
    assertEquals("", show(FlushPolicy.passed(open, START + 9 * DAY, 29 * MINUTE)));
    assertEquals("0+12", show(FlushPolicy.passed(open, START + 9 * DAY, 30 * MINUTE)));
  }

  @Test
  void leastRecentlyWritten_takesTheOldestWrites() {
    long mb = 1 << 20;
    var open =
        List.of(
            partition(0, 5 * mb, 3),
            partition(1, 5 * mb, 1),
            partition(2, 5 * mb, 2),
            partition(3, 5 * mb, 4));
    assertEquals("1+1 2+1", show(FlushPolicy.leastRecentlyWritten(open, 6 * mb, 0)));
    assertEquals("0+1 1+1 2+1", show(FlushPolicy.leastRecentlyWritten(open, 0, 3)));
  }

  @Test
  void everything_smallNeighbours_areOneBlock() {
    var open = new ArrayList<OpenPartition>();
    for (int day = 0; day < 20; day++) {
      open.add(partition(day * 12L, 1000, 0));
      open.add(partition(day * 12L + 3, 1000, 0));
    }
    assertEquals("0+96 96+96 192+96", show(FlushPolicy.everything(open)));
    open.set(4, partition(2 * 12, 64 << 20, 0));
    assertEquals(
        "0+12 12+12 24+1 27+1 36+12 48+12 60+12 72+12 84+12 96+96 192+96",
        show(FlushPolicy.everything(open)));
  }
}
