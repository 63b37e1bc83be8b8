package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.GrafanaRequests.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The requests of Grafana's Loki data source to a real server that has syslog lines and lines
/// pushed with structured metadata.
class GrafanaLokiIT {
  private static final String API = "/loki/api/v1/";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final List<String> CATEGORIZE =
      List.of("X-Loki-Response-Encoding-Flags", "categorize-labels", "X-Query-Tags", "Source=");

  /// Epoch nanoseconds of the pushed lines: 100 s ago, on a whole minute.
  private static final long T0 = (System.currentTimeMillis() - 100_000) / 60_000 * 60_000_000_000L;

  private static final String START = Long.toString(T0 - 3_600_000_000_000L);
  private static final String END = Long.toString(T0 + 3_600_000_000_000L);

  @TempDir static Path data;

  private static ServerProcess server;
  private static GrafanaRequests grafana;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(data);
    grafana = new GrafanaRequests(server, "");
    var values = new ArrayList<String>();
    values.add(entry(T0, "level=error status=500 msg=down", "{\"trace\":\"a\"}"));
    values.add(entry(T0, "level=info status=200", "{\"trace\":\"b\"}"));
    values.add("[\"" + (T0 + 1) + "\",\"plain\"]");
    String body =
        "{\"streams\":[{\"stream\":{\"app\":\"api\",\"env\":\"prod\"},\"values\":["
            + String.join(",", values)
            + "]}]}";
    assertEquals(
        204,
        server.post("/loki/api/v1/push", body, "Content-Type", "application/json").statusCode());
    server.udp("syslog", "<11>1 - web01 shop 77 - - out of stock".getBytes(StandardCharsets.UTF_8));
    server.awaitLogs("{app=\"shop\"}", SOON, answer -> answer.contains("out of stock"));
  }

  private static String entry(long ns, String line, String metadata) {
    return "[\"%d\",\"%s\",%s]".formatted(ns, line, metadata);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Answer range(List<String> headers, String query, String... more) throws Exception {
    var pairs =
        new ArrayList<>(
            List.of("query", query, "start", START, "end", END, "step", "15000ms", "limit"));
    pairs.addAll(more.length == 0 ? List.of("1000", "direction", "backward") : List.of(more));
    return grafana.get(API + "query_range", headers, pairs.toArray(String[]::new));
  }

  @Test
  void healthCheck_isAVectorOfTwo() throws Exception {
    Answer answer =
        grafana.get(
            API + "query",
            "query",
            "vector(1)+vector(1)",
            "time",
            "4000000000",
            "direction",
            "backward");
    assertEquals("vector", answer.at("data", "resultType"));
    assertEquals(
        List.of(Map.of("metric", Map.of(), "value", List.of(4_000_000_000L, "2"))),
        answer.at("data", "result"));
    assertEquals(List.of("resultType", "result", "stats"), answer.names("data"));
    assertEquals("application/json; charset=UTF-8", answer.type());
  }

  @Test
  void explore_keepsLabelsApart() throws Exception {
    Answer answer = range(CATEGORIZE, "{env=\"prod\"}");
    assertEquals("streams", answer.at("data", "resultType"));
    assertEquals(List.of("categorize-labels"), answer.at("data", "encodingFlags"));
    assertEquals(
        List.of(
            Map.of(
                "stream",
                Map.of("app", "api", "env", "prod"),
                "values",
                List.of(
                    List.of(Long.toString(T0 + 1), "plain", Map.of()),
                    List.of(
                        Long.toString(T0),
                        "level=info status=200",
                        Map.of("structuredMetadata", Map.of("trace", "b"))),
                    List.of(
                        Long.toString(T0),
                        "level=error status=500 msg=down",
                        Map.of("structuredMetadata", Map.of("trace", "a")))))),
        answer.at("data", "result"));
    Answer parsed = range(CATEGORIZE, "{env=\"prod\"} | logfmt | status >= 500");
    assertEquals(
        Map.of(
            "structuredMetadata", Map.of("trace", "a"),
            "parsed", Map.of("level", "error", "status", "500", "msg", "down")),
        parsed.at("data", "result", 0, "values", 0, 2));
  }

  @Test
  void withoutTheFlag_allLabelsAreTheStreams() throws Exception {
    Answer answer = range(List.of(), "{env=\"prod\"}");
    assertEquals(List.of("resultType", "result", "stats"), answer.names("data"));
    assertEquals(3, answer.list("data", "result").size());
    assertEquals(
        List.of(
            Map.of("app", "api", "env", "prod"), List.of(List.of(Long.toString(T0 + 1), "plain"))),
        List.of(
            answer.at("data", "result", 0, "stream"), answer.at("data", "result", 0, "values")));
    assertEquals(
        Map.of("app", "api", "env", "prod", "trace", "a"),
        answer.at("data", "result", 1, "stream"));
  }

  @Test
  void stats_areNumbers() throws Exception {
    Answer answer = range(CATEGORIZE, "{env=\"prod\"}");
    Map<?, ?> summary = (Map<?, ?>) answer.at("data", "stats", "summary");
    assertTrue(
        summary
            .keySet()
            .containsAll(List.of("totalBytesProcessed", "totalLinesProcessed", "execTime")),
        answer.body());
    assertTrue(summary.values().stream().allMatch(Number.class::isInstance), answer.body());
    assertEquals(3L, summary.get("totalEntriesReturned"));
  }

  @Test
  void logsVolume_isAMatrixByLevel() throws Exception {
    Answer answer =
        grafana.get(
            API + "query_range",
            "query",
            "sum by (level, detected_level) (count_over_time({app=~\"api|shop\"}"
                + " | drop __error__ [1m0s]))",
            "start",
            START,
            "end",
            END,
            "step",
            "60000ms",
            "limit",
            "1000");
    assertEquals("matrix", answer.at("data", "resultType"));
    assertEquals(
        List.of(Map.of(), Map.of("level", "error")),
        answer.list("data", "result").stream()
            .map(row -> ((Map<?, ?>) row).get("metric"))
            .toList());
    assertEquals(
        List.of(List.of(T0 / 1_000_000_000, "2"), List.of(T0 / 1_000_000_000 + 60, "1")),
        answer.at("data", "result", 0, "values"));
  }

  @Test
  void context_isStableAroundEqualTimes() throws Exception {
    List<?> forward = context("FORWARD");
    List<?> backward = new ArrayList<>(context("BACKWARD"));
    java.util.Collections.reverse(backward);
    assertEquals(3, forward.size());
    assertEquals(forward, backward);
  }

  private static List<?> context(String direction) throws Exception {
    return range(CATEGORIZE, "{app=\"api\", env=\"prod\"}", "10", "direction", direction)
        .list("data", "result", 0, "values");
  }

  @Test
  void variables_byLabelsValuesAndSeries() throws Exception {
    String[] times = {"start", START, "end", END};
    assertEquals(
        List.of("app", "env"),
        grafana
            .get(API + "labels", "start", START, "end", END, "query", "{env=\"prod\"}")
            .at("data"));
    assertTrue(grafana.get(API + "labels", times).list("data").contains("host"));
    assertEquals(List.of("prod"), grafana.get(API + "label/env/values", times).at("data"));
    assertEquals(
        List.of("api"),
        grafana
            .get(API + "label/app/values", "start", START, "end", END, "query", "{env=\"prod\"}")
            .at("data"));
    assertEquals(List.of(), grafana.get(API + "label/nosuch/values", times).at("data"));
    assertEquals(
        List.of(Map.of("app", "api", "env", "prod")),
        grafana
            .get(API + "series", "match[]", "{env=\"prod\"}", "start", START, "end", END)
            .at("data"));
  }

  @Test
  void everyQueryEdited_asksForStatsAndVolume() throws Exception {
    Answer stats =
        grafana.get(API + "index/stats", "query", "{env=\"prod\"}", "start", START, "end", END);
    assertEquals(List.of("streams", "chunks", "entries", "bytes"), stats.names());
    assertEquals(List.of(1L, 3L), List.of(stats.at("streams"), stats.at("entries")));
    Answer volume =
        grafana.get(
            API + "index/volume",
            "query",
            "{env=\"prod\"}",
            "start",
            START,
            "end",
            END,
            "limit",
            "5000");
    assertEquals("vector", volume.at("data", "resultType"));
    assertEquals(Map.of("env", "prod"), volume.at("data", "result", 0, "metric"));
    assertEquals("57", volume.at("data", "result", 0, "value", 1));
    Answer range =
        grafana.get(
            API + "index/volume_range",
            "query",
            "{env=\"prod\"}",
            "start",
            START,
            "end",
            END,
            "step",
            "1m",
            "aggregateBy",
            "series",
            "targetLabels",
            "app");
    assertEquals("matrix", range.at("data", "resultType"));
    assertEquals(Map.of("app", "api"), range.at("data", "result", 0, "metric"));
  }

  @Test
  void drilldown_detectsLabelsAndFields() throws Exception {
    String[] asked = {"query", "{env=\"prod\"}", "start", START, "end", END};
    Answer labels = grafana.get(API + "detected_labels", asked);
    assertEquals(
        List.of(
            Map.of("label", "app", "cardinality", 1L), Map.of("label", "env", "cardinality", 1L)),
        labels.at("detectedLabels"));
    Answer fields = grafana.get(API + "detected_fields", asked);
    assertEquals(List.of("fields", "limit"), fields.names());
    List<String> found = new ArrayList<>();
    for (Object field : fields.list("fields")) {
      Map<?, ?> one = (Map<?, ?>) field;
      found.add(one.get("label") + " " + one.get("type") + " " + one.get("parsers"));
    }
    assertEquals(
        List.of(
            "level string [logfmt]",
            "msg string [logfmt]",
            "status int [logfmt]",
            "trace string null"),
        found);
    assertEquals(
        List.of("200", "500"),
        grafana.get(API + "detected_field/status/values", asked).at("values"));
  }

  @Test
  void mistakes_areText() throws Exception {
    grafana
        .get(API + "query", "query", "{env=\"prod\"")
        .assertText(
            400, "parse error at line 1, col 12: syntax error: unexpected $end, expecting } or ,");
    grafana
        .get(API + "query", "query", "{env=\"prod\"}")
        .assertText(
            400,
            "log queries are not supported as an instant query type, please change your query to a"
                + " range query type");
    grafana.get(API + "tail", "query", "{env=\"prod\"}").assertText(400, "Bad Request");
  }

  @Test
  void whatIsNotThere_is404() throws Exception {
    for (String path :
        List.of(
            API + "patterns",
            API + "drilldown-limits",
            API + "rules/test/test",
            "/config",
            "/api/prom/rules/test/test",
            "/prometheus/api/v1/rules/test/test")) {
      grafana.get(path, "query", "{env=\"prod\"}").assertText(404, "404 page not found");
    }
  }

  @Test
  void alertList_readsThePrometheusPaths() throws Exception {
    assertEquals(List.of(), grafana.get("/prometheus/api/v1/rules").at("data", "groups"));
    assertEquals(List.of(), grafana.get("/prometheus/api/v1/alerts").at("data", "alerts"));
    assertEquals("3.4.2", grafana.get(API + "status/buildinfo").at("version"));
    grafana.get("/ready").assertText(200, "ready");
  }

  @Test
  void editor_formats() throws Exception {
    assertEquals(
        "sum by (env)(rate({app=\"a\"}[1m]))",
        grafana
            .get(API + "format_query", "query", "sum(rate({app=\"a\"}[1m])) by (env)")
            .at("data"));
  }
}
