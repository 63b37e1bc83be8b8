package dev.weir.alerting.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.anomaly.Season;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuleFileParserTest {
  private static List<String> problems(String text) {
    return RuleFileParser.parse("r.yml", text).problems().stream()
        .map(RuleProblem::toString)
        .toList();
  }

  private static RuleGroup only(String text) {
    RuleFile file = RuleFileParser.parse("r.yml", text);
    assertEquals(List.of(), file.problems());
    assertEquals(1, file.groups().size());
    return file.groups().getFirst();
  }

  @Test
  void parse_everyKey_isRead() {
    RuleGroup group =
        only(
            """
            groups:
              - name: g
                interval: 30s
                query_offset: 1m
                limit: 7
                labels: {team: ops, severity: none}
                rules:
                  - alert: Hot
                    expr: temp > 5
                    for: 10m
                    keep_firing_for: 1h30m
                    labels: {severity: page}
                    annotations: {summary: "it is hot"}
                  - record: a:b:sum
                    expr: sum(b)
            """);
    assertEquals(
        new RuleGroup(
            "r.yml",
            "g",
            new RuleGroup.Timing(30_000, 60_000),
            7,
            List.of(
                new Rule.Alerting(
                    "Hot",
                    "temp > 5",
                    new TreeMap<>(Map.of("team", "ops", "severity", "page")),
                    new TreeMap<>(Map.of("summary", "it is hot")),
                    new Rule.Holding(600_000, 5_400_000)),
                new Rule.Recording(
                    "a:b:sum",
                    "sum(b)",
                    new TreeMap<>(Map.of("team", "ops", "severity", "none"))))),
        group);
  }

  @Test
  void parse_anomaly_hasDefaults() {
    RuleGroup group =
        only(
            "groups: [{name: g, rules: [{anomaly: Odd, expr: x}, {anomaly: B, expr: x, season: none}]}]");
    Rule.Anomaly rule = (Rule.Anomaly) group.rules().getFirst();
    assertEquals(new BandRule(Season.DAY, 3, BandRule.Direction.BOTH, 86_400_000), rule.band());
    Rule.Anomaly flat = (Rule.Anomaly) group.rules().getLast();
    assertEquals(3_600_000, flat.band().minHistoryMs());
  }

  @Test
  void parse_anomaly_everyKey_isRead() {
    RuleGroup group =
        only(
            """
            groups:
              - name: g
                rules:
                  - anomaly: Odd
                    expr: rate(requests[5m])
                    season: 1w
                    sensitivity: 4.5
                    direction: down
                    min_history: 3d
                    for: 5m
            """);
    Rule.Anomaly rule = (Rule.Anomaly) group.rules().getFirst();
    assertEquals(
        new BandRule(Season.WEEK, 4.5, BandRule.Direction.DOWN, 3 * 86_400_000L), rule.band());
    assertEquals(300_000, rule.alert().holding().forMs());
  }

  @Test
  void parse_everyMistake_isListedAtItsPlace() {
    assertEquals(
        List.of(
            "r.yml:2:1: unknown key grops in the file, did you mean groups?",
            "r.yml:5:15: interval: not a duration: 10 (write 30s, 5m, 1h30m or 1d)",
            "r.yml:7:9: expr must be set in a rule",
            "r.yml:8:9: unknown key anotations in a rule, did you mean annotations?",
            "r.yml:10:22: could not parse expression: parse error: unclosed left parenthesis",
            "r.yml:11:9: invalid key for in a recording rule",
            "r.yml:12:9: invalid key annotations in a recording rule",
            "r.yml:15:9: key expr is given twice in a rule",
            "r.yml:16:18: invalid label name: 1bad",
            "r.yml:17:14: for: not a duration: 5x (write 30s, 5m, 1h30m or 1d)",
            "r.yml:18:9: one of alert, record or anomaly must be set",
            "r.yml:19:11: group name g is repeated in the same file: also in line 4"),
        problems(
            """
            # a comment
            grops: []
            groups:
              - name: g
                interval: 10
                rules:
                  - alert: A
                    anotations: {}
                  - record: r
                    expr: sum((x)
                    for: 5m
                    annotations: {}
                  - {alert: B, expr: x}
                  - {alert: C, expr: x,
                    expr: y,
                    labels: {1bad: v},
                    for: 5x}
                  - expr: x
              - name: g
            """));
  }

  @Test
  void parse_exprInBlock_isFoundInTheFile() {
    String text =
        """
        groups:
          - name: g
            rules:
              - alert: A
                expr: |
                  sum(x) >
                    rate(y[5m]
              - alert: B
                expr: >-
                  sum(x)
                  by (a
              - alert: C
                expr: "x == \\"a\\" + )"
              - alert: D
                expr: 'x{a="it''s"} ! y'
              - alert: E
                expr: sum(x)
                  + foo(y)
        """;
    assertEquals(
        List.of("7:23", "11:16", "13:29", "15:29", "18:13"),
        problems(text).stream().map(p -> p.split(":", 4)[1] + ":" + p.split(":", 4)[2]).toList(),
        () -> problems(text).toString());
  }

  @Test
  void parse_duplicateRule_isRefused_butOtherExprIsNot() {
    assertEquals(
        List.of("r.yml:1:77: duplicate rule: A with the same expr and labels stands above"),
        problems(
            "groups: [{name: g, rules: [{alert: A, expr: x}, {alert: A, expr: x > 1},    {alert: A, expr: x}]}]"));
  }

  @Test
  void parse_notYaml_saysWhere() {
    List<String> problems = problems("groups:\n  - name: g\n   rules: [");
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith("r.yml:3:4: not YAML: "), problems.getFirst());
  }

  @Test
  void parse_kindsOfNonsense_areMistakes() {
    for (String text :
        List.of(
            "groups: 5",
            "groups: [5]",
            "[]",
            "groups: [{name: g, rules: {}}]",
            "groups: [{rules: []}]",
            "groups: [{name: g, limit: -1}]",
            "groups: [{name: g, interval: 1ms}]",
            "groups: [{name: g, rules: [{alert: A, record: B, expr: x}]}]",
            "groups: [{name: g, rules: [{alert: '', expr: x}]}]",
            "groups: [{name: g, rules: [{alert: A, expr: [x]}]}]",
            "groups: [{name: g, rules: [{alert: A, expr: 'x[5m]'}]}]",
            "groups: [{name: g, rules: [{alert: A, expr: x, season: 1d}]}]",
            "groups: [{name: g, rules: [{anomaly: A, expr: x, season: 1m}]}]",
            "groups: [{name: g, rules: [{anomaly: A, expr: x, sensitivity: 0}]}]",
            "groups: [{name: g, rules: [{anomaly: A, expr: x, direction: left}]}]",
            "groups: [{name: g, rules: [{alert: A, expr: x, labels: {__name__: y}}]}]",
            "groups: &a [{name: g, rules: *a}]",
            "groups: [{name: g, rules: [{alert: A, expr: x, labels: {a: {b: c}}}]}]")) {
      assertTrue(!problems(text).isEmpty(), text);
    }
  }

  @Test
  void parse_emptyFile_isSound() {
    for (String text : List.of("", "groups:", "groups: []", "# nothing\n")) {
      assertEquals(List.of(), problems(text), text);
    }
  }

  @Test
  void parse_tooManyRules_isRefused() {
    var text = new StringBuilder("groups:\n- name: g\n  rules:\n");
    for (int i = 0; i <= RuleFileParser.MAX_RULES; i++) {
      text.append("  - {alert: A, expr: ").append(i).append("}\n");
    }
    assertEquals(
        List.of("r.yml:2:3: too many rules in one file: limit 10000"), problems(text.toString()));
  }

  /// "Billion laughs": aliases that repeat a large thing many times.
  @Test
  void parse_aliasesThatGrow_areRefusedSoon() {
    var labels = new StringBuilder("{");
    for (int i = 0; i < 50_000; i++) {
      labels.append("l").append(i).append(": x, ");
    }
    var rules = new StringBuilder("groups:\n- name: g\n  labels: ");
    rules.append(labels).append("}\n  rules:\n");
    rules.append("  - {alert: A, expr: '1', annotations: {a: &t '").append("x".repeat(1 << 20));
    rules.append("'}}\n");
    for (int i = 0; i < 9_000; i++) {
      rules.append("  - {alert: A").append(i).append(", expr: '1', annotations: {a: *t}}\n");
    }
    List<String> problems =
        RuleFileParser.parse("x", rules.toString()).problems().stream()
            .map(RuleProblem::message)
            .toList();
    assertTrue(problems.contains("too many labels: 50000, limit 100"), problems::toString);
    assertTrue(problems.stream().anyMatch(p -> p.startsWith("rules too long")), problems::toString);
  }

  @Test
  void parse_nestedTooDeeply_isRefused() {
    for (String open : List.of("[", "{a: ", "- ", "? ")) {
      assertFalse(RuleFileParser.parse("x", open.repeat(200_000)).isSound(), open);
    }
    assertFalse(RuleFileParser.parse("x", "groups: &a [*a]").isSound());
  }
}
