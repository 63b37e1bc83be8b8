package dev.weir.alerting.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.eval.AlertInstance;
import dev.weir.alerting.eval.GroupStatus;
import dev.weir.alerting.eval.GroupStatus.Health;
import dev.weir.alerting.eval.GroupStatus.RuleStatus;
import dev.weir.alerting.rule.RuleFileParser;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.query.engine.QueryException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesApiTest {
  private static final RuleGroup GROUP =
      RuleFileParser.parse(
              "r.yml",
              """
              groups:
                - name: g
                  interval: 90s
                  query_offset: 0s
                  limit: 3
                  rules:
                    - alert: Hot
                      expr: temp>5
                      for: 10m
                      keep_firing_for: 1m
                      labels: {team: ops}
                      annotations: {summary: '{{ $value }}'}
                    - record: a:b
                      expr: sum( b )
              """)
          .groups()
          .getFirst();

  private static final RulesApi API =
      new RulesApi(() -> List.of(status(GROUP), status(named("h"))));

  private static RuleGroup named(String name) {
    return new RuleGroup("s.yml", name, GROUP.timing(), 0, GROUP.rules());
  }

  private static GroupStatus status(RuleGroup group) {
    var alert =
        new AlertInstance(
            Labels.of("alertname", "Hot", "host", "a", "team", "ops"),
            new TreeMap<>(Map.of("summary", "7")),
            AlertInstance.State.FIRING,
            new AlertInstance.Since(1_700_000_000_120L, 1_700_000_600_000L, 1_700_000_700_000L, 0),
            12.5);
    return new GroupStatus(
        group,
        1_700_000_700_000L,
        0.25,
        List.of(
            new RuleStatus(
                group.rules().getFirst(),
                Health.OK,
                null,
                1_700_000_700_000L,
                0.125,
                List.of(alert)),
            new RuleStatus(group.rules().getLast(), Health.ERR, "why", 0, 0, List.of())));
  }

  private static String rules(String... parameters) {
    var map = new TreeMap<String, List<String>>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put(parameters[i], List.of(parameters[i + 1]));
    }
    return API.rulesJson(Tenant.DEFAULT, map);
  }

  private static final String ALERT =
      "{\"labels\":{\"alertname\":\"Hot\",\"host\":\"a\",\"team\":\"ops\"},"
          + "\"annotations\":{\"summary\":\"7\"},\"state\":\"firing\","
          + "\"activeAt\":\"2023-11-14T22:13:20.12Z\","
          + "\"keepFiringSince\":\"2023-11-14T22:25:00Z\",\"value\":\"1.25e+01\"}";

  @Test
  void rules_areAsPrometheusHasThem() {
    assertEquals(
        "{\"groups\":[{\"name\":\"g\",\"file\":\"r.yml\",\"rules\":["
            + "{\"state\":\"firing\",\"name\":\"Hot\",\"query\":\"temp > 5\",\"duration\":600,"
            + "\"keepFiringFor\":60,\"labels\":{\"team\":\"ops\"},"
            + "\"annotations\":{\"summary\":\"{{ $value }}\"},\"alerts\":["
            + ALERT
            + "],\"health\":\"ok\",\"evaluationTime\":0.125,"
            + "\"lastEvaluation\":\"2023-11-14T22:25:00Z\",\"type\":\"alerting\"},"
            + "{\"name\":\"a:b\",\"query\":\"sum(b)\",\"health\":\"err\",\"lastError\":\"why\","
            + "\"evaluationTime\":0.0,\"lastEvaluation\":\"0001-01-01T00:00:00Z\","
            + "\"type\":\"recording\"}],\"interval\":90,\"limit\":3,\"evaluationTime\":0.25,"
            + "\"lastEvaluation\":\"2023-11-14T22:25:00Z\"}]}",
        rules("file[]", "r.yml"));
  }

  @Test
  void rules_ofAnomalies_tellTheirBand() {
    RuleGroup odd =
        RuleFileParser.parse(
                "o.yml",
                """
                groups:
                  - name: o
                    rules:
                      - anomaly: Odd
                        expr: sum(b)
                        season: 1w
                        sensitivity: 4
                        direction: down
                        min_history: 90m
                """)
            .groups()
            .getFirst();
    var rule = new RuleStatus(odd.rules().getFirst(), Health.OK, null, 0, 0, List.of());
    var api = new RulesApi(() -> List.of(new GroupStatus(odd, 0, 0, List.of(rule))));
    String json = api.rulesJson(Tenant.DEFAULT, Map.of());
    assertTrue(
        json.contains(
            "\"type\":\"alerting\",\"anomaly\":{\"season\":\"week\",\"sensitivity\":4.0,"
                + "\"direction\":\"down\",\"minHistory\":5400}"),
        json);
    assertTrue(!rules().contains("anomaly"), "other rules have none");
  }

  @Test
  void alerts_areAsPrometheusHasThem() {
    assertEquals("{\"alerts\":[" + ALERT + "," + ALERT + "]}", API.alertsJson(Tenant.DEFAULT));
    assertEquals("{\"alerts\":[]}", API.alertsJson(new Tenant("other")));
  }

  @Test
  void rules_filters_narrow() {
    assertTrue(!rules("type", "record").contains("\"Hot\""));
    assertTrue(!rules("type", "alert").contains("a:b"));
    assertTrue(!rules("rule_name[]", "a:b").contains("\"Hot\""));
    assertTrue(!rules("rule_group", "h").contains("r.yml"));
    assertTrue(!rules("file", "r.yml").contains("s.yml"));
    assertTrue(!rules("match[]", "{team=\"ops\"}").contains("a:b"));
    assertTrue(!rules("exclude_alerts", "true").contains("\"alerts\""));
    assertEquals("{\"groups\":[]}", rules("rule_name[]", "none"));
  }

  @Test
  void rules_pages_followTheToken() {
    String first = rules("group_limit", "1");
    assertTrue(first.contains("r.yml") && !first.contains("s.yml"), first);
    String token = first.replaceAll(".*\"groupNextToken\":\"([0-9a-f]{40})\"}", "$1");
    String second = rules("group_limit", "1", "group_next_token", token);
    assertTrue(second.contains("s.yml") && !second.contains("r.yml"), second);
    assertTrue(!second.contains("groupNextToken"), second);
  }

  @Test
  void rules_badParameters_areNamed() {
    for (String[] bad :
        new String[][] {
          {"type", "x"},
          {"match[]", "{"},
          {"exclude_alerts", "maybe"},
          {"group_limit", "0"},
          {"group_next_token", "x"},
          {"group_limit", "1", "group_next_token", "x"}
        }) {
      QueryException refused = assertThrows(QueryException.class, () -> rules(bad));
      assertEquals(QueryException.Kind.BAD_DATA, refused.kind());
    }
  }

  @Test
  void exponent_isAsGoWritesIt() {
    assertEquals("1e+00", GoFormat.exponent(1));
    assertEquals("0e+00", GoFormat.exponent(0));
    assertEquals("-1.5e-07", GoFormat.exponent(-1.5e-7));
    assertEquals("1.2345678901234e+17", GoFormat.exponent(1.2345678901234e17));
    assertEquals("1e+100", GoFormat.exponent(1e100));
    assertEquals("NaN", GoFormat.exponent(Double.NaN));
    assertEquals("+Inf", GoFormat.exponent(Double.POSITIVE_INFINITY));
  }
}
