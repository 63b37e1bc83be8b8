package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.anomaly.Season;
import dev.weir.alerting.rule.BandRule;
import dev.weir.query.engine.Steps;
import dev.weir.storage.model.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyRuleTest {
  @TempDir Path directory;

  private static String rules(String more) {
    return "groups: [{name: g, rules: [{anomaly: Odd, expr: requests, season: none" + more + "}]}]";
  }

  private static void history(RulesFixture fixture, Random random) {
    for (int minute = 1; minute < 400; minute++) {
      fixture.leaf.add(
          Labels.of(Labels.NAME, "requests", "host", "a"),
          fixture.wallMillis() - minute * 60_000L,
          100 + random.nextGaussian());
    }
  }

  private static double bound(RulesFixture fixture, String bound) {
    var last = fixture.batches.getLast();
    for (int i = 0; i < last.count(); i++) {
      if (last.labels(i)
          .equals(
              Labels.of(
                  Labels.NAME, "ANOMALY_BAND", "alertname", "Odd", "bound", bound, "host", "a"))) {
        return last.value(i);
      }
    }
    throw new AssertionError("no bound " + bound);
  }

  @Test
  void evaluate_outOfTheBand_firesAfterHistoryWasLearnt() throws Exception {
    var random = new Random(42);
    try (var fixture = new RulesFixture(directory, rules(""))) {
      history(fixture, random);
      fixture.next("requests", 100);
      assertTrue(bound(fixture, "lower") > 90 && bound(fixture, "lower") < 100);
      assertTrue(bound(fixture, "upper") > 100 && bound(fixture, "upper") < 110);
      assertEquals(1, fixture.metric("weir_alerting_anomaly_series"));
      for (int i = 0; i < 5; i++) {
        assertEquals(List.of(), fixture.alerts());
        fixture.next("requests", 150);
        if (!fixture.alerts().isEmpty()) {
          break;
        }
      }
      assertEquals(List.of("FIRING a"), fixture.alerts());
      assertEquals(150, fixture.alert().value());
      assertEquals("Odd", fixture.alert().labels().valueOrEmpty("alertname"));
    }
  }

  @Test
  void evaluate_otherDirection_isNoAnomaly() throws Exception {
    var random = new Random(43);
    try (var fixture = new RulesFixture(directory, rules(", direction: down"))) {
      history(fixture, random);
      for (int i = 0; i < 8; i++) {
        fixture.next("requests", 150);
      }
      assertEquals(List.of(), fixture.alerts());
    }
  }

  @Test
  void evaluate_withoutHistory_learnsInSilence() throws Exception {
    try (var fixture = new RulesFixture(directory, rules(""))) {
      for (int i = 0; i < 8; i++) {
        fixture.next("requests", i == 5 ? 1e6 : 100);
      }
      assertEquals(List.of(), fixture.alerts());
      assertTrue(fixture.batches.isEmpty(), "no band while learning");
    }
  }

  @Test
  void evaluate_tooManySeries_areCountedAndLeftOut() throws Exception {
    try (var fixture = new RulesFixture(directory, rules(""))) {
      for (int i = 0; i < AnomalyBands.MAX_SERIES + 3; i++) {
        fixture.set("requests", "h" + i, 1);
      }
      fixture.next("other", 1);
      assertEquals(AnomalyBands.MAX_SERIES, fixture.metric("weir_alerting_anomaly_series"));
      assertTrue(fixture.metric("weir_alerting_anomaly_series_refused_total") >= 3);
    }
  }

  @Test
  void history_isBounded() {
    for (Season season : Season.values()) {
      for (long minHistoryMs : new long[] {0, 86_400_000L, 400 * 86_400_000L}) {
        Steps steps =
            AnomalyBands.history(
                new BandRule(season, 3, BandRule.Direction.BOTH, minHistoryMs), 1_000_000_000_000L);
        assertTrue(steps.count() <= 11_000, steps::toString);
        assertFalse(steps.count() < 100, steps::toString);
      }
    }
  }
}
