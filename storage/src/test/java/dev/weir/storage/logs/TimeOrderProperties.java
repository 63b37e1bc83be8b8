package dev.weir.storage.logs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeOrderProperties {
  @Test
  void sorted_isStable() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new SplittableRandom(seed);
      int length = random.nextInt(300);
      int distinct = 1 + random.nextInt(400);
      long[] times = new long[length + random.nextInt(5)];
      for (int i = 0; i < times.length; i++) {
        times[i] = random.nextInt(3) == 0 ? random.nextInt(distinct) : i;
      }
      int[] expected =
          IntStream.range(0, length)
              .boxed()
              .sorted(Comparator.comparingLong(i -> times[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      assertArrayEquals(expected, TimeOrder.sorted(times, length), "seed " + seed);
      boolean ascends = IntStream.range(1, length).allMatch(i -> times[i - 1] <= times[i]);
      assertEquals(ascends, TimeOrder.isAscending(times, length), "seed " + seed);
    }
  }
}
