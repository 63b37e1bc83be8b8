package dev.weir.storage.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeWindowTest {
  private static final long DAY = TimeWindow.DAY_NS;

  @Test
  void smallestWindowOfTwoTimes() {
    assertEquals(new TimeWindow(1, 0), TimeWindow.holding(0, DAY - 1));
    assertEquals(new TimeWindow(32, 0), TimeWindow.holding(0, DAY));
    assertEquals(new TimeWindow(1, -1), TimeWindow.holding(-1, -DAY));
    assertEquals(new TimeWindow(0, 0), TimeWindow.holding(-1, 0));
    assertEquals(new TimeWindow(1024, 1), TimeWindow.holding(1024 * DAY, 2048 * DAY - 1));
    assertEquals(new TimeWindow(0, 0), TimeWindow.holding(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @Test
  void windowsNest_andEndAfterTheirTimes() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long time = random.nextLong();
      TimeWindow window = TimeWindow.of(1, time);
      for (int days : TimeWindow.LENGTHS) {
        assertEquals(TimeWindow.of(days, time), window);
        assertTrue(window.endNs() > time, window + " " + time);
        window = window.larger();
      }
    }
  }
}
