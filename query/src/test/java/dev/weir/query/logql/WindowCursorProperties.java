package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// The windows of a time are those of the definition: all `i` with `t_i - range < time <= t_i`.
final class WindowCursorProperties {
  @Test
  void seek_equalsTheDefinition() {
    long seed = 11;
    var random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      var grid =
          new TimeGrid(random.nextInt(50) - 25, 1 + random.nextInt(12), 1 + random.nextInt(9));
      long range = 1L + random.nextInt(30);
      var cursor = new WindowCursor(grid, range);
      for (int i = 0; i < 60; i++) {
        int width = (int) (cursor.endNs() - cursor.earliestNs());
        long time = cursor.earliestNs() + random.nextInt(width);
        String where = "seed " + seed + ", " + grid + ", range " + range + ", time " + time;
        cursor.seek(time);
        check(grid, range, time, cursor, where);
        for (long t = time; t <= Math.min(cursor.untilNs(), cursor.endNs() - 1); t++) {
          check(grid, range, t, cursor, where + ", still " + t);
        }
      }
    }
  }

  private static void check(
      TimeGrid grid, long range, long time, WindowCursor cursor, String where) {
    int first = grid.count();
    int last = -1;
    for (int i = 0; i < grid.count(); i++) {
      if (grid.timeNs(i) - range < time && time <= grid.timeNs(i)) {
        first = Math.min(first, i);
        last = i;
      }
    }
    if (last < 0) {
      assertEquals(true, cursor.first() > cursor.last(), where);
    } else {
      assertEquals(first, cursor.first(), where);
      assertEquals(last, cursor.last(), where);
    }
  }
}
