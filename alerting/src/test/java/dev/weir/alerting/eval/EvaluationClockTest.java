package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.rule.RuleGroup;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationClockTest {
  @TempDir Path directory;

  private static RuleGroup group(String name) {
    return new RuleGroup("f.yml", name, new RuleGroup.Timing(10_000, 0), 0, List.of());
  }

  @Test
  void atOrBefore_isAlignedAndSpread() {
    var offsets = new HashSet<Long>();
    for (int i = 0; i < 50; i++) {
      RuleGroup group = group("g" + i);
      long at = EvaluationClock.atOrBefore(group, 1_000_000_000_000L);
      assertTrue(at <= 1_000_000_000_000L && at > 1_000_000_000_000L - 10_000);
      assertEquals(at, EvaluationClock.atOrBefore(group, at));
      assertEquals(at, EvaluationClock.atOrBefore(group, at + 9_999));
      assertEquals(at + 10_000, EvaluationClock.atOrBefore(group, at + 10_000));
      offsets.add(at % 10_000);
    }
    assertTrue(offsets.size() > 40, offsets.toString());
  }

  @Test
  void tick_slowGroup_missesItsTimesAndDelaysNoOther() throws Exception {
    String rules =
        """
        groups:
          - {name: slow, rules: [{record: a, expr: '1'}]}
          - {name: other, rules: [{record: b, expr: '1'}]}
        """;
    try (var fixture = new RulesFixture(directory, rules)) {
      var waiting = new ArrayDeque<Runnable>();
      var metrics = new AlertingMetrics(fixture.metrics);
      var clock = new EvaluationClock(fixture, waiting::add, metrics.missed);
      clock.replace(fixture.clock.slots().stream().map(slot -> clock.slot(slot.runner())).toList());
      fixture.pass(10_000);
      clock.tick();
      assertEquals(2, waiting.size());
      Runnable slow = waiting.remove();
      waiting.remove().run();
      fixture.pass(10_000);
      clock.tick(); // the slow one is still at it
      assertEquals(1, waiting.size());
      waiting.remove().run();
      assertEquals(1, metrics.missed.value());
      slow.run();
      fixture.pass(10_000);
      clock.tick();
      assertEquals(2, waiting.size());
      waiting.clear();
      assertEquals(1, metrics.missed.value());
    }
  }

  @Test
  void tick_afterAPause_countsWhatWasLeftOut() throws Exception {
    try (var fixture =
        new RulesFixture(directory, "groups: [{name: g, rules: [{record: a, expr: '1'}]}]")) {
      fixture.pass(10_000);
      fixture.clock.tick();
      fixture.pass(50_000);
      fixture.clock.tick();
      assertEquals(4, fixture.metric("weir_alerting_iterations_missed_total"));
      assertEquals(2, fixture.metric("weir_alerting_evaluations_total"));
      fixture.pass(-3_600_000);
      fixture.clock.tick(); // the clock was set back
      fixture.pass(10_000);
      fixture.clock.tick();
      assertEquals(3, fixture.metric("weir_alerting_evaluations_total"));
    }
  }
}
