package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelOrderTest {
  @Test
  void sort_growingSeries_isTheOrderOfLabels() {
    var random = new Random(1);
    var registry = new ListRegistry();
    var order = new LabelOrder(registry);
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < 40; i++) {
        registry.resolve(
            Tenant.DEFAULT, Labels.of("__name__", "m" + random.nextInt(500), "x", "" + i % 3));
      }
      int count = registry.seriesCount();
      int[] ids =
          random.ints(0, count).limit(1 + random.nextInt(400)).distinct().sorted().toArray();
      int[] expected =
          Arrays.stream(ids)
              .boxed()
              .sorted((a, b) -> registry.labels(a).compareTo(registry.labels(b)))
              .mapToInt(i -> i)
              .toArray();
      order.sort(ids);
      assertEquals(Arrays.toString(expected), Arrays.toString(ids));
    }
  }
}
