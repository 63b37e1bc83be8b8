package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.alerting.eval.GroupStatus.Health;
import dev.weir.alerting.eval.GroupStatus.RuleStatus;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Staleness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleManagerTest {
  @TempDir Path directory;

  private static final String RULES =
      """
      groups:
        - name: g
          rules:
            - alert: Hot
              expr: temp > 5
              for: 20s
              labels: {severity: page, place: 'in {{ $labels.host }}'}
              annotations: {summary: 'it has {{ $value }} degrees'}
      """;

  private static RuleStatus rule(RulesFixture rules, int index) {
    return rules.manager.status().getFirst().rules().get(index);
  }

  private static String written(SeriesBatch batch, int index) {
    double value = batch.value(index);
    return batch.labels(index) + " " + (Staleness.isStale(value) ? "stale" : value);
  }

  private static List<String> written(RulesFixture rules) {
    var all = new ArrayList<String>();
    for (SeriesBatch batch : rules.batches) {
      for (int i = 0; i < batch.count(); i++) {
        all.add(written(batch, i));
      }
    }
    rules.batches.clear();
    return all.stream().sorted().toList();
  }

  @Test
  void evaluate_alert_firesAndIsTold() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 3);
      assertEquals(List.of(), rules.alerts());
      rules.next("temp", 7);
      long activeAtMs = rules.alert().since().activeAtMs();
      rules.next("temp", 8);
      assertEquals(List.of("PENDING a"), rules.alerts());
      assertEquals(List.of(), rules.told);
      rules.next("temp", 9);
      assertEquals(List.of("FIRING a"), rules.alerts());
      Alert alert = rules.told.getLast();
      assertEquals(
          Labels.of("alertname", "Hot", "host", "a", "severity", "page", "place", "in a"),
          alert.labels());
      assertEquals("it has 9 degrees", alert.annotations().get("summary"));
      assertEquals(activeAtMs + 20_000, alert.startsAtMs());
      assertEquals(0, alert.endsAtMs());
      assertEquals(9, alert.value());
      assertEquals("http://weir.test/#/explore?q=temp%20%3E%205", alert.generatorUrl());
      assertEquals("error Hot firing on a: it has 9 degrees", rules.events.getLast());
      rules.next("temp", 1);
      assertEquals(List.of(), rules.alerts());
      assertEquals(activeAtMs + 30_000, rules.told.getLast().endsAtMs());
      assertEquals("info Hot resolved on a: it has 9 degrees", rules.events.getLast());
    }
  }

  @Test
  void evaluate_alert_writesItsSeriesAndEndsThem() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 7);
      String labels = "host=\"a\", place=\"in a\", severity=\"page\"}";
      double since = Math.floor(rules.alert().since().activeAtMs() / 1000.0);
      String forState = "ALERTS_FOR_STATE{alertname=\"Hot\", " + labels + " ";
      String pending = "ALERTS{alertname=\"Hot\", alertstate=\"pending\", " + labels + " ";
      String firing = "ALERTS{alertname=\"Hot\", alertstate=\"firing\", " + labels + " ";
      assertEquals(List.of(forState + since, pending + "1.0"), written(rules));
      rules.next("temp", 7);
      written(rules);
      rules.next("temp", 7);
      assertEquals(List.of(forState + since, firing + "1.0", pending + "stale"), written(rules));
      rules.next("temp", 7);
      assertEquals(List.of(forState + since, firing + "1.0"), written(rules));
      rules.next("temp", 0);
      assertEquals(List.of(forState + "stale", firing + "stale"), written(rules));
      rules.next("temp", 0);
      assertEquals(List.of(), written(rules));
    }
  }

  @Test
  void evaluate_recordingRule_isSeenByTheNext() throws Exception {
    String text =
        """
        groups:
          - name: g
            labels: {from: group}
            rules:
              - {record: 'double:temp', expr: temp * 2, labels: {unit: c}}
              - {record: 'four:temp', expr: 'double:temp * 2'}
        """;
    try (var rules = new RulesFixture(directory, text)) {
      rules.next("temp", 3);
      assertEquals(
          List.of(
              "double:temp{from=\"group\", host=\"a\", unit=\"c\"} 6.0",
              "four:temp{from=\"group\", host=\"a\", unit=\"c\"} 12.0"),
          written(rules));
      rules.next("temp", Double.NaN);
      assertEquals(
          List.of(
              "double:temp{from=\"group\", host=\"a\", unit=\"c\"} stale",
              "four:temp{from=\"group\", host=\"a\", unit=\"c\"} stale"),
          written(rules));
    }
  }

  @Test
  void evaluate_failure_keepsAlertsAndSaysWhyOnce() throws Exception {
    String text = RULES.replace("temp > 5", "temp > on(host) limit");
    try (var rules = new RulesFixture(directory, text)) {
      rules.set("limit", "a", 5);
      rules.next("temp", 7);
      AlertInstance before = rules.alert();
      Labels second = Labels.of(Labels.NAME, "limit", "host", "a", "x", "y");
      rules.leaf.add(second, rules.wallMillis() - 1, 1);
      rules.next("temp", 7);
      rules.next("temp", 7);
      RuleStatus status = rule(rules, 0);
      assertEquals(Health.ERR, status.health());
      assertNotNull(status.lastError());
      assertEquals(before, rules.alert());
      assertEquals(2, rules.metric("weir_alerting_evaluation_failures_total"));
      assertEquals(1, rules.events.stream().filter(e -> e.contains("cannot be evaluated")).count());
      rules.leaf.add(second, rules.wallMillis(), Staleness.STALE_NAN);
      rules.next("temp", 7);
      assertEquals(Health.OK, rule(rules, 0).health());
      assertNull(rule(rules, 0).lastError());
      assertEquals(before.since().activeAtMs(), rules.alert().since().activeAtMs());
    }
  }

  @Test
  void evaluate_equalLabelsAfterLabelling_isAnError() throws Exception {
    String text = RULES.replace("place: 'in {{ $labels.host }}'", "host: same");
    try (var rules = new RulesFixture(directory, text)) {
      rules.set("temp", "b", 9);
      rules.next("temp", 9);
      assertEquals(
          "vector contains metrics with the same labelset after applying alert labels",
          rule(rules, 0).lastError());
    }
  }

  @Test
  void evaluate_overLimit_endsAllAlerts() throws Exception {
    String text =
        RULES.replace("for: 20s", "for: 0s").replace("- name: g", "- name: g\n    limit: 1");
    try (var rules = new RulesFixture(directory, text)) {
      rules.next("temp", 9);
      assertEquals(List.of("FIRING a"), rules.alerts());
      rules.pass(RulesFixture.INTERVAL_MS);
      rules.set("temp", "b", 9);
      rules.clock.tick();
      assertEquals("exceeded limit of 1 with 2 alerts", rule(rules, 0).lastError());
      assertEquals(List.of(), rules.alerts());
      assertTrue(rules.told.getLast().isResolved());
    }
  }

  @Test
  void evaluate_templateFails_saysSoInTheText() throws Exception {
    String text = RULES.replace("{{ $value }}", "{{ query \"(\" }}");
    try (var rules = new RulesFixture(directory, text)) {
      rules.next("temp", 9);
      String summary = rules.alert().annotations().get("summary");
      assertTrue(summary != null && summary.startsWith("<error expanding template: "), summary);
    }
  }

  @Test
  void evaluate_sameAlerts_areNotSavedAgain() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      for (int i = 0; i < 4; i++) {
        rules.next("temp", 6 + i);
      }
      int changes = rules.meta.changes;
      for (int i = 0; i < 4; i++) {
        rules.next("temp", 16 + i);
      }
      assertEquals(changes, rules.meta.changes);
      assertEquals(6, rules.told.size());
    }
  }

  @Test
  void restart_pending_goesOnAtItsTrueAge() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 7);
      AlertInstance before = rules.alert();
      rules.restart();
      assertEquals(before, rules.alert());
      rules.next("temp", 7);
      assertEquals(List.of("PENDING a"), rules.alerts());
      rules.next("temp", 7);
      assertEquals(List.of("FIRING a"), rules.alerts());
      assertEquals(before.since().activeAtMs() + 20_000, rules.alert().since().firedAtMs());
    }
  }

  @Test
  void restart_firing_goesOnAndIsResolvedLater() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      for (int i = 0; i < 3; i++) {
        rules.next("temp", 7);
      }
      Alert before = rules.told.getLast();
      rules.restart();
      rules.batches.clear();
      rules.next("temp", 7);
      assertEquals(before, rules.told.getLast());
      rules.restart();
      rules.batches.clear();
      rules.next("temp", 0);
      assertTrue(rules.told.getLast().isResolved());
      assertEquals(before.startsAtMs(), rules.told.getLast().startsAtMs());
      assertTrue(
          written(rules).stream().allMatch(sample -> sample.endsWith(" stale")),
          "the series that an earlier process wrote end too");
    }
  }

  @Test
  void restart_afterLongOutage_dropsPendingKeepsFiring() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 7);
      rules.next("temp", 7);
      rules.set("temp", "b", 7);
      rules.next("temp", 7);
      rules.set("temp", "b", 7);
      rules.manager.poll();
      assertEquals(List.of("FIRING a", "PENDING b"), rules.alerts());
      rules.pass(3_600_000 + 60_000);
      rules.restart();
      assertEquals(List.of("FIRING a"), rules.alerts());
      rules.next("other", 1); // nothing has come in yet
      assertEquals(List.of("FIRING a"), rules.alerts());
      rules.pass(RuleManager.GRACE_MS);
      rules.next("other", 1);
      assertEquals(List.of(), rules.alerts());
      assertTrue(rules.told.getLast().isResolved());
    }
  }

  @Test
  void reload_otherAnnotationsAndFor_keepTheAlert() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 7);
      AlertInstance before = rules.alert();
      rules.write("r.yml", "# moved\n" + RULES.replace("20s", "10s").replace("it has", "now"));
      rules.manager.poll();
      rules.next("temp", 7);
      assertEquals(AlertInstance.State.FIRING, rules.alert().state());
      assertEquals(before.since().activeAtMs(), rules.alert().since().activeAtMs());
      assertEquals("now 7 degrees", rules.alert().annotations().get("summary"));
    }
  }

  @Test
  void reload_ruleGone_isToldAsResolvedAndItsSeriesEnd() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      for (int i = 0; i < 3; i++) {
        rules.next("temp", 7);
      }
      rules.batches.clear();
      rules.isSinkBroken = true;
      rules.write("r.yml", RULES.replace("temp > 5", "temp > 6"));
      rules.manager.poll();
      assertEquals(2, written(rules).stream().filter(s -> s.endsWith(" stale")).count());
      rules.restart(); // nobody heard it yet
      rules.isSinkBroken = false;
      rules.manager.poll();
      assertTrue(rules.told.getLast().isResolved());
      int told = rules.told.size();
      rules.manager.poll();
      rules.restart();
      assertEquals(told, rules.told.size());
    }
  }

  @Test
  void reload_fileGone_isToldAsResolved() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      for (int i = 0; i < 3; i++) {
        rules.next("temp", 7);
      }
      Files.delete(directory.resolve("r.yml"));
      rules.restart();
      assertTrue(rules.told.getLast().isResolved());
      assertEquals(List.of(), rules.meta.list(AlertStateStore.GROUPS));
    }
  }

  @Test
  void reload_mistake_keepsTheRulesBefore() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      rules.next("temp", 7);
      rules.write("r.yml", RULES.replace("temp > 5", "temp >"));
      rules.write("s.yml", "groups: [{name: t, rules: [{record: x, expr: temp}]}]");
      assertEquals(1, rules.manager.reload().size());
      rules.manager.poll();
      assertEquals(1, rules.metric("weir_alerting_rules_reload_failures_total"));
      assertEquals(0, rules.metric("weir_alerting_rules_reload_successful"));
      FileStatus broken = rules.manager.files().getFirst();
      assertEquals(1, broken.rules());
      assertEquals(5, broken.problems().getFirst().line());
      assertEquals(2, rules.manager.status().size());
      rules.next("temp", 7);
      assertEquals(List.of("PENDING a"), rules.alerts());
      rules.write("r.yml", RULES);
      assertEquals(List.of(), rules.manager.reload());
      rules.next("temp", 7);
      assertEquals(List.of("FIRING a"), rules.alerts());
      assertEquals(1, rules.metric("weir_alerting_rules_reload_successful"));
    }
  }

  @Test
  void start_mistake_keepsWhatWasSavedUntilItIsMended() throws Exception {
    try (var rules = new RulesFixture(directory, RULES)) {
      for (int i = 0; i < 3; i++) {
        rules.next("temp", 7);
      }
      int told = rules.told.size();
      rules.write("r.yml", RULES.replace("temp > 5", "temp >"));
      rules.restart();
      assertEquals(List.of(), rules.alerts());
      rules.write("r.yml", RULES);
      rules.restart();
      assertEquals(List.of("FIRING a"), rules.alerts());
      assertEquals(told, rules.told.size());
    }
  }

  @Test
  void evaluate_stateNotSaved_tellsNobody() throws Exception {
    try (var rules = new RulesFixture(directory, RULES.replace("for: 20s", "for: 0s"))) {
      rules.meta.isFull = true;
      rules.next("temp", 7);
      assertEquals(List.of(), rules.told);
      assertEquals(1, rules.metric("weir_alerting_state_failures_total"));
      rules.meta.isFull = false;
      rules.next("temp", 7);
      assertEquals(1, rules.told.size());
    }
  }

  @Test
  void evaluate_publishFails_isRepeated() throws Exception {
    try (var rules = new RulesFixture(directory, RULES.replace("for: 20s", "for: 0s"))) {
      rules.next("temp", 7);
      rules.isSinkBroken = true;
      rules.next("temp", 0);
      rules.restart();
      rules.isSinkBroken = false;
      rules.next("temp", 0);
      assertTrue(rules.told.getLast().isResolved());
      rules.next("temp", 0);
      assertEquals(2, rules.told.size());
    }
  }

  @Test
  void evaluate_sameAlertOfTwoRules_endsWithTheLast() throws Exception {
    String text =
        """
        groups:
          - name: g
            rules: [{alert: Hot, expr: temp > 5}]
          - name: h
            rules: [{alert: Hot, expr: temp > 7}]
        """;
    try (var rules = new RulesFixture(directory, text)) {
      rules.next("temp", 9);
      rules.told.clear();
      rules.next("temp", 6); // one of them does not see it any more
      assertTrue(rules.told.stream().noneMatch(alert -> alert.endsAtMs() != 0), "" + rules.told);
      rules.next("temp", 1);
      assertTrue(rules.told.getLast().endsAtMs() != 0, "" + rules.told);
    }
  }

  @Test
  void evaluate_clockSetBack_pendingAlertDoesNotWaitForIt() throws Exception {
    try (var rules = new RulesFixture(directory, RULES.replace("temp > 5", "vector(7)"))) {
      rules.next("temp", 7);
      rules.pass(-3_600_000);
      for (int i = 0; i < 4; i++) {
        rules.next("temp", 7);
      }
      assertEquals(List.of("FIRING "), rules.alerts());
      Alert alert = rules.told.getLast();
      rules.pass(-3_600_000);
      rules.next("temp", 7);
      rules.next("temp", 7);
      assertTrue(rules.told.getLast().startsAtMs() <= alert.startsAtMs() - 3_000_000);
    }
  }

  @Test
  void evaluate_hugeAnnotations_areLeftOutNotKept() throws Exception {
    String text =
        RULES.replace(
            "it has {{ $value }} degrees", "{{ range 4 }}" + "x".repeat(4_000) + "{{ end }}");
    try (var rules = new RulesFixture(directory, text)) {
      for (int i = 0; i < 600; i++) {
        rules.set("temp", "h" + i, 9);
      }
      rules.next("temp", 9);
      assertEquals(601, rules.alerts().size());
      assertTrue(rules.metric("weir_alerting_annotations_cut_total") > 50);
    }
  }
}
