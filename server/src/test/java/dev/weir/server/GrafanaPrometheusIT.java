package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.GrafanaRequests.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The requests of Grafana's Prometheus data source, as its backend and frontend send them, to a
/// real server with real traffic.
class GrafanaPrometheusIT {
  private static final int STEP = 15;

  /// A multiple of a minute, so that steps fall on samples.
  private static final long END = System.currentTimeMillis() / 60_000 * 60;

  private static final long START = END - 300;
  private static final String FROM = Long.toString(START);
  private static final String TO = Long.toString(END);

  @TempDir static Path data;

  private static ServerProcess server;
  private static GrafanaRequests grafana;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(data, "--ingest.statsd.flush_interval=300ms");
    grafana = new GrafanaRequests(server, "");
    server.udp("statsd", "shop.queue:42|g\nshop.orders:3|c".getBytes(StandardCharsets.UTF_8));
    server.tcp("graphite", "servers.web1.load 7 " + END + "\n");
    assertEquals(
        204, server.post("/write?precision=s", "cpu,host=web1 user=12.5 " + END).statusCode());
    assertEquals(
        2,
        server
                .post(
                    "/api/v1/write", RemoteWriteBody.of("gf_written", 11), RemoteWriteBody.HEADERS)
                .statusCode()
            / 100);
    for (String job : List.of("api", "web")) {
      importSeries("{\"__name__\":\"gf_requests_total\",\"job\":\"%s\",\"odd.name\":\"x\"}", job);
    }
    server.await("{\"stats.gauges.shop.queue\"}", answer -> answer.contains("\"42\""));
    server.await("{\"servers.web1.load\"}", answer -> answer.contains("\"7\""));
  }

  /// Values 0, 15, 30 .. every 15 seconds: a rate of one.
  private static void importSeries(String labels, String job) throws Exception {
    var values = new StringBuilder();
    var times = new StringBuilder();
    for (long t = START; t <= END; t += STEP) {
      values.append(t == START ? "" : ",").append(t - START);
      times.append(t == START ? "" : ",").append(t * 1000);
    }
    String line =
        "{\"metric\":%s,\"values\":[%s],\"timestamps\":[%s]}"
            .formatted(labels.formatted(job), values, times);
    assertEquals(204, server.post("/api/v1/import", line).statusCode());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void assertData(Object expected, Answer answer) throws Exception {
    assertEquals("success", answer.at("status"));
    assertEquals(expected, answer.at("data"), answer.body());
  }

  private static void assertError(int status, String type, String text, Answer answer)
      throws Exception {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/json", answer.type());
    assertEquals(
        Map.of("status", "error", "errorType", type, "error", text), Json.parse(answer.body()));
  }

  @Test
  void healthCheck_isAScalar_byPostAndByGet() throws Exception {
    String exact =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}";
    Answer posted = grafana.post("/api/v1/query", "query", "1+1", "time", "4");
    assertEquals(exact, posted.body());
    assertEquals("application/json", posted.type());
    assertEquals(exact, grafana.get("/api/v1/query", "query", "1+1", "time", "4").body());
  }

  @Test
  void startUp_probes() throws Exception {
    String ms = "000";
    assertData(
        List.of(),
        grafana.post(
            "/api/v1/query_exemplars", "query", "test", "start", FROM + ms, "end", TO + ms));
    assertEquals(List.of(), grafana.get("/api/v1/rules").list("data", "groups"));
    assertEquals(
        List.of(),
        grafana
            .get(
                "/api/v1/rules",
                "type",
                "alert",
                "file[]",
                "f",
                "rule_group[]",
                "g",
                "rule_name[]",
                "n",
                "file",
                "f",
                "rule_group",
                "g",
                "rule_name",
                "n",
                "exclude_alerts",
                "true",
                "group_limit",
                "40")
            .list("data", "groups"));
    assertEquals(List.of(), grafana.get("/api/v1/alerts").list("data", "alerts"));

    Answer build = grafana.get("/api/v1/status/buildinfo");
    assertEquals(
        List.of("version", "revision", "branch", "buildUser", "buildDate", "goVersion"),
        build.names("data")); // "features" would make it Mimir
    assertTrue(
        String.valueOf(build.at("data", "version")).matches("3\\.\\d+\\.\\d+"), build.body());
    assertFalse(grafana.get("/api/v1/status/flags").body().contains("thanos"));

    grafana.get("/api/v1/rules/test/test").assertText(404, "404 page not found");
    grafana.get("/api/prom/rules/test/test").assertText(404, "404 page not found");
    assertNotEquals(200, grafana.get("/alertmanager/api/v2/status").status());
  }

  @Test
  void metadata_namesCountersAndHistograms() throws Exception {
    Answer all = grafana.get("/api/v1/metadata", "limit", "40000");
    String requests = "weir_server_http_requests_total";
    server.await(requests, answer -> true);
    assertEquals("counter", all.at("data", requests, 0, "type"));
    assertEquals(List.of("type", "help", "unit"), all.names("data", requests, 0));
    assertEquals(
        "histogram", all.at("data", "weir_server_http_request_duration_seconds", 0, "type"));
    Answer one = grafana.get("/api/v1/metadata", "metric", requests, "limit_per_metric", "1");
    assertEquals(List.of(requests), one.names("data"));
    assertData(Map.of(), grafana.get("/api/v1/metadata", "metric", "nosuch"));
  }

  @Test
  void panel_isAMatrixOfTexts() throws Exception {
    Answer answer =
        grafana.post(
            "/api/v1/query_range",
            "query",
            "round(sum by (job) (rate(gf_requests_total{job=~\"(api|web)\"}[1m0s])), 0.01)",
            "start",
            Long.toString(START + 120),
            "end",
            TO,
            "step",
            "60");
    assertEquals(List.of("resultType", "result"), answer.names("data")); // streamed in this order
    assertEquals("matrix", answer.at("data", "resultType"));
    assertEquals(Map.of("job", "api"), answer.at("data", "result", 0, "metric"));
    assertEquals(Map.of("job", "web"), answer.at("data", "result", 1, "metric"));
    assertEquals(List.of("metric", "values"), answer.names("data", "result", 0));
    assertEquals(4, answer.list("data", "result", 0, "values").size());
    assertEquals(List.of(START + 120, "1"), answer.at("data", "result", 0, "values", 0));
  }

  @Test
  void steps_inGoText_areSteps() throws Exception {
    for (String step : List.of("1m0s", "60", "60.0", "1m", "0h1m0s")) {
      Answer answer =
          grafana.get(
              "/api/v1/query_range",
              "query",
              "gf_requests_total{job=\"api\"}",
              "start",
              FROM,
              "end",
              TO + ".000",
              "step",
              step);
      assertEquals(6, answer.list("data", "result", 0, "values").size(), step);
    }
  }

  @Test
  void emptyResults_areEmptyLists() throws Exception {
    for (String query : List.of("nosuch", "nosuch > 1", "absent(gf_requests_total)")) {
      Answer range =
          grafana.post(
              "/api/v1/query_range", "query", query, "start", FROM, "end", TO, "step", "15");
      assertEquals(List.of(), range.list("data", "result"), query);
      Answer instant = grafana.post("/api/v1/query", "query", query, "time", TO);
      assertEquals("vector", instant.at("data", "resultType"));
      assertEquals(List.of(), instant.list("data", "result"), query);
    }
    assertData(List.of(), grafana.get("/api/v1/label/nosuch/values"));
    assertData(List.of(), grafana.post("/api/v1/series", "match[]", "nosuch"));
  }

  @Test
  void instant_timesAreSecondsOrThreeDecimals() throws Exception {
    Answer whole = grafana.post("/api/v1/query", "query", "gf_requests_total", "time", TO);
    assertEquals(2, whole.list("data", "result").size());
    assertEquals(List.of(END, "300"), whole.at("data", "result", 0, "value"));
    Answer odd = grafana.post("/api/v1/query", "query", "vector(1e22)", "time", TO + ".0041");
    assertTrue(odd.body().contains("[" + END + ".004,\"1e+22\"]"), odd.body());
    Answer special = grafana.post("/api/v1/query", "query", "vector(-1/0)", "time", TO);
    assertEquals(List.of(END, "-Inf"), special.at("data", "result", 0, "value"));
  }

  @Test
  void stats_areThereWhenAskedFor() throws Exception {
    Answer answer =
        grafana.post("/api/v1/query", "query", "gf_requests_total", "time", TO, "stats", "all");
    assertEquals(List.of("resultType", "result", "stats"), answer.names("data"));
    assertEquals(List.of("timings", "samples"), answer.names("data", "stats"));
    assertTrue((Long) answer.at("data", "stats", "samples", "totalQueryableSamples") >= 2);
  }

  @Test
  void variables_byLabelsSeriesAndValues() throws Exception {
    String[] times = {"start", FROM, "end", TO, "limit", "40000"};
    assertData(
        List.of("__name__", "job", "odd.name"),
        grafana.post("/api/v1/labels", with(times, "match[]", "gf_requests_total")));
    assertTrue(grafana.post("/api/v1/labels", times).list("data").contains("host"));
    assertData(
        List.of("api", "web"),
        grafana.get("/api/v1/label/job/values", with(times, "match[]", "gf_requests_total")));
    // metrics(re), and a name that is no identifier of old
    assertData(
        List.of("gf_requests_total", "gf_written"),
        grafana.get(
            "/api/v1/label/__name__/values", with(times, "match[]", "{__name__=~\"gf_.*\"}")));
    assertData(List.of("x"), grafana.get("/api/v1/label/U__odd_2e_name/values", times));
    assertData(
        List.of(Map.of("__name__", "gf_requests_total", "job", "web", "odd.name", "x")),
        grafana.post("/api/v1/series", with(times, "match[]", "gf_requests_total{job!=\"api\"}")));
    Answer cut =
        grafana.get(
            "/api/v1/label/job/values",
            "limit",
            "1",
            "match[]",
            "gf_requests_total",
            "start",
            FROM);
    assertData(List.of("api"), cut);
    assertEquals(List.of("results truncated due to limit"), cut.at("warnings"));
    // the ad-hoc filter of a fresh panel, which Prometheus refuses as well
    assertError(
        400,
        "bad_data",
        "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher",
        grafana.post("/api/v1/series", with(times, "match[]", "{instance=~\".*\"}")));
  }

  private static String[] with(String[] pairs, String name, String value) {
    var all = java.util.Arrays.copyOf(pairs, pairs.length + 2);
    all[pairs.length] = name;
    all[pairs.length + 1] = value;
    return all;
  }

  @Test
  void everyProtocol_isOneMetricName() throws Exception {
    var names = grafana.get("/api/v1/label/__name__/values").list("data");
    assertTrue(
        names.containsAll(
            List.of(
                "stats.gauges.shop.queue",
                "stats_counts.shop.orders",
                "servers.web1.load",
                "cpu_user",
                "gf_written")),
        names::toString);
  }

  @Test
  void mistakes_areAnsweredAlikeByPostAndGet() throws Exception {
    String text = "invalid parameter \"query\": 1:6: parse error: unclosed left parenthesis";
    String[] bad = {"query", "rate(", "start", FROM, "end", TO, "step", "15"};
    assertError(400, "bad_data", text, grafana.post("/api/v1/query_range", bad));
    assertError(400, "bad_data", text, grafana.get("/api/v1/query_range", bad));
    Answer alike =
        grafana.post(
            "/api/v1/query", "query", "label_replace(gf_requests_total,\"job\",\"x\",\"\",\"\")");
    assertEquals(422, alike.status(), alike.body());
    assertTrue(alike.body().contains("\"errorType\":\"execution\""), alike.body());
    Answer fine =
        grafana.get("/api/v1/query_range", "query", "1", "start", "0", "end", TO, "step", "1");
    assertEquals(400, fine.status());
    assertTrue(fine.body().contains("exceeded maximum resolution of 11,000 points"), fine.body());
    assertEquals(405, grafana.post("/api/v1/metadata").status());
    assertTrue(grafana.post("/api/v1/metadata").type().startsWith("text/plain"));
    grafana.get("/api/v1/nothing").assertText(404, "404 page not found");
  }

  @Test
  void forms_mayBeOddlyWritten() throws Exception {
    assertEquals(
        "1", grafana.postBody("/api/v1/query", "&query=1&&timeout=&").at("data", "result", 1));
    assertEquals("1", grafana.postBody("/api/v1/query?query=1", "").at("data", "result", 1));
    assertEquals(
        List.of(4L, "3"),
        grafana.postBody("/api/v1/query?time=4", "query=1%2B2").at("data", "result"));
  }

  @Test
  void editor_formatsAndParses() throws Exception {
    assertData(
        "sum by (job) (rate(up[5m]))",
        grafana.post("/api/v1/format_query", "query", "sum(rate(up[5m]))by(job)"));
    assertEquals(
        "vectorSelector", grafana.post("/api/v1/parse_query", "query", "up").at("data", "type"));
  }

  @Test
  void statusBodies_haveTheirShapes() throws Exception {
    assertNotNull(grafana.get("/api/v1/status/runtimeinfo").at("data", "startTime"));
    assertTrue((Long) grafana.get("/api/v1/status/tsdb").at("data", "headStats", "numSeries") > 0);
    assertEquals(
        List.of(
            "headStats",
            "seriesCountByMetricName",
            "labelValueCountByLabelName",
            "memoryInBytesByLabelName",
            "seriesCountByLabelValuePair"),
        grafana.get("/api/v1/status/tsdb").names("data"));
    assertNotNull(grafana.get("/api/v1/status/config").at("data", "yaml"));
    assertData(
        Map.of("min", 0L, "max", 0L, "current", 0L), grafana.get("/api/v1/status/walreplay"));
    assertEquals(List.of(), grafana.get("/api/v1/targets").list("data", "activeTargets"));
    assertData(List.of(), grafana.get("/api/v1/targets/metadata"));
    assertData(List.of(), grafana.get("/api/v1/notifications"));
    assertEquals(List.of(), grafana.get("/api/v1/scrape_pools").list("data", "scrapePools"));
    assertEquals(
        List.of(), grafana.get("/api/v1/alertmanagers").list("data", "activeAlertmanagers"));
    assertEquals(200, grafana.get("/-/healthy").status());
    assertEquals(200, grafana.get("/-/ready").status());
  }

  @Test
  void urlWithAPrefix_isTheSame() throws Exception {
    var prefixed = new GrafanaRequests(server, "/prometheus");
    assertEquals(
        grafana.post("/api/v1/query", "query", "gf_requests_total", "time", TO).body(),
        prefixed.post("/api/v1/query", "query", "gf_requests_total", "time", TO).body());
    assertEquals(List.of(), prefixed.get("/api/v1/rules").list("data", "groups"));
  }
}
