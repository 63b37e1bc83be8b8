package dev.weir.query.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Groups are those that a map of reduced label sets would give.
final class LabelGroupingProperties {
  private static final long SEED = 7;

  private static Labels random(SplittableRandom random) {
    var out = new LabelsBuilder();
    for (String name : List.of("__name__", "a", "b", "c", "d")) {
      if (random.nextInt(3) > 0) {
        out.set(name, Integer.toString(random.nextInt(6)));
      }
    }
    return out.build();
  }

  private static void check(LabelGrouping grouping, boolean by, List<String> names) {
    var random = new SplittableRandom(SEED);
    Map<Labels, Integer> expected = new HashMap<>();
    List<Labels> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Labels labels = random(random);
      all.add(labels);
      var reduced = new LabelsBuilder();
      for (int j = 0; j < labels.count(); j++) {
        if (names.contains(labels.name(j)) == by && (by || !labels.name(j).equals("__name__"))) {
          reduced.set(labels.name(j), labels.value(j));
        }
      }
      int group = expected.computeIfAbsent(reduced.build(), k -> expected.size());
      assertEquals(group, grouping.add(labels), "seed " + SEED);
      assertEquals(reduced.build(), grouping.groupLabels(group), "seed " + SEED);
    }
    assertEquals(expected.size(), grouping.count());
    for (Labels labels : all) {
      assertEquals(grouping.add(labels), grouping.find(labels));
    }
  }

  @Test
  void by_groupsLikeAMap() {
    check(LabelGrouping.by(List.of("c", "a")), true, List.of("a", "c"));
    check(LabelGrouping.by(List.of()), true, List.of());
    check(LabelGrouping.by(List.of("a", "b", "c", "d", "x")), true, List.of("a", "b", "c", "d"));
  }

  @Test
  void without_groupsLikeAMap() {
    check(LabelGrouping.without(List.of("c", "a")), false, List.of("a", "c"));
    check(LabelGrouping.without(List.of()), false, List.of());
  }

  @Test
  void find_ofUnknown_isMinusOne() {
    LabelGrouping grouping = LabelGrouping.by(List.of("a"));
    grouping.add(Labels.of("a", "1"));
    assertEquals(-1, grouping.find(Labels.of("a", "2")));
    assertEquals(0, grouping.find(Labels.of("a", "1", "b", "2")));
  }
}
