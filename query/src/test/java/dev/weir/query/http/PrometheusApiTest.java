package dev.weir.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.MemoryLeaf;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.http.PrometheusSources.BuildFacts;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The API over real sockets: bodies to the letter, status codes, parameters.
final class PrometheusApiTest {
  private final MemoryLeaf leaf = new MemoryLeaf();
  private final QueryWorkers workers = new QueryWorkers(1);
  private RouteServer server;

  @BeforeEach
  void start() {
    QueryLimits limits = new QueryLimits(Duration.ofSeconds(5), 1000, 100, 11_000, 1 << 24, 2);
    var routes =
        new PrometheusRoutes(
                Clock.SYSTEM,
                new MetricRegistry(),
                limits,
                leaf,
                new PromqlEngine(leaf, workers),
                PrometheusSources.of(BuildFacts.of("0.1.0", 0)))
            .routes();
    server = new RouteServer(routes);
    for (int i = 0; i <= 10; i++) {
      leaf.add(Labels.of("__name__", "up", "job", "a"), i * 60_000L, i / 4.0);
      leaf.add(Labels.of("__name__", "up", "job", "b", "a.b", "c"), i * 60_000L, 1e-7 * i);
    }
  }

  @AfterEach
  void stop() {
    server.close();
    workers.close();
  }

  private HttpResponse<String> get(String pathAndQuery) throws Exception {
    return server.get(pathAndQuery);
  }

  private static String q(String text) {
    return RouteServer.q(text);
  }

  private void assertBody(String expected, String pathAndQuery) throws Exception {
    HttpResponse<String> response = get(pathAndQuery);
    assertEquals(expected, response.body());
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
  }

  private void assertError(int status, String expected, String pathAndQuery) throws Exception {
    HttpResponse<String> response = get(pathAndQuery);
    assertEquals(expected, response.body());
    assertEquals(status, response.statusCode());
  }

  @Test
  void query_ofGrafanasHealthCheck_isAScalar() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}",
        "/api/v1/query?query=1%2B1&time=4");
  }

  @Test
  void query_posted_mergesFormAndUrl() throws Exception {
    HttpResponse<String> response =
        server.post(
            "/prometheus/api/v1/query?time=600",
            "application/x-www-form-urlencoded",
            "query=" + q("up{job=\"a\"}"));
    assertEquals(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":"
            + "{\"__name__\":\"up\",\"job\":\"a\"},\"value\":[600,\"2.5\"]}]}}",
        response.body());
  }

  @Test
  void query_ofText_isAString() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1.500,\"a\"]}}",
        "/api/v1/query?query=%22a%22&time=1.5");
  }

  @Test
  void query_ofRangeSelector_isAMatrixOfSamples() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
            + "{\"__name__\":\"up\",\"job\":\"a\"},\"values\":[[540,\"2.25\"],[600,\"2.5\"]]}]}}",
        "/api/v1/query?time=600&query=" + q("up{job='a'}[2m]"));
  }

  @Test
  void queryRange_writesValuesAsGoDoes() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
            + "{\"__name__\":\"up\",\"a.b\":\"c\",\"job\":\"b\"},\"values\":[[0,\"0\"],"
            + "[60,\"1e-07\"],[120,\"2e-07\"]]}]}}",
        "/api/v1/query_range?start=0&end=120&step=1m&query=" + q("up{job='b'}"));
  }

  @Test
  void queryRange_ofScalar_isAMatrixWithoutLabels() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
            + "\"values\":[[0,\"0\"],[15,\"15\"]]}]}}",
        "/api/v1/query_range?start=1970-01-01T00:00:00Z&end=15&step=15&query=" + q("time()"));
  }

  @Test
  void query_ofNothing_isAnEmptyArray() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
        "/api/v1/query?query=nothing&time=4");
  }

  @Test
  void query_thatIsWrong_saysWhere() throws Exception {
    assertError(
        400,
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter"
            + " \\\"query\\\": 1:5: parse error: unclosed left parenthesis\"}",
        "/api/v1/query?query=" + q("sum("));
  }

  @Test
  void query_withDuplicates_is422() throws Exception {
    leaf.add(Labels.of("__name__", "down", "job", "a"), 600_000, 1);
    assertError(
        422,
        "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"vector cannot contain"
            + " metrics with the same labelset\"}",
        "/api/v1/query?time=600&query=" + q("abs({job=\"a\"})"));
  }

  @Test
  void queryRange_withTooManyPoints_isRefused() throws Exception {
    assertError(
        400,
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"exceeded maximum resolution"
            + " of 11,000 points per timeseries. Try decreasing the query resolution"
            + " (?step=XX)\"}",
        "/api/v1/query_range?start=0&end=11001&step=1&query=up");
  }

  @Test
  void queryRange_parametersAreChecked() throws Exception {
    assertTrue(
        get("/api/v1/query_range?end=1&step=1&query=up")
            .body()
            .contains(
                "invalid parameter \\\"start\\\": cannot parse \\\"\\\" to a valid timestamp"));
    assertTrue(
        get("/api/v1/query_range?start=2&end=1&step=1&query=up")
            .body()
            .contains("end timestamp must not be before start time"));
    assertTrue(
        get("/api/v1/query_range?start=0&end=1&step=0&query=up")
            .body()
            .contains("zero or negative query resolution step widths are not accepted"));
    assertTrue(
        get("/api/v1/query_range?start=0&end=1&step=1&query=" + q("up[5m]"))
            .body()
            .contains("invalid expression type \\\"range vector\\\" for range query"));
  }

  @Test
  void query_overALimit_is422WithItsValue() throws Exception {
    for (int i = 0; i < 200; i++) {
      leaf.add(Labels.of("__name__", "many", "i", Integer.toString(i)), 0, 1);
    }
    HttpResponse<String> response = get("/api/v1/query?time=0&query=many");
    assertEquals(422, response.statusCode());
    assertTrue(response.body().contains("too many series: limit 100"), response.body());
  }

  @Test
  void query_withStatsAndTrace_bringsBoth() throws Exception {
    String body = get("/api/v1/query?time=600&stats=all&trace=1&query=" + q("sum(up)")).body();
    assertTrue(body.contains("\"stats\":{\"timings\":{\"evalTotalTime\":"), body);
    assertTrue(body.contains("\"totalQueryableSamples\":10"), body);
    assertTrue(body.contains("\"trace\":{\"name\":\"query\""), body);
  }

  @Test
  void rateOfGauge_bringsAnInfo() throws Exception {
    String body = get("/api/v1/query?time=600&query=" + q("rate(up{job=\"a\"}[5m])")).body();
    assertTrue(
        body.contains(
            "\"infos\":[\"PromQL info: metric might not be a counter, name does not end in"
                + " _total/_sum/_count/_bucket: \\\"up\\\" (1:6)\"]"),
        body);
  }

  @Test
  void series_needsAMatcher() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":[{\"__name__\":\"up\",\"job\":\"a\"}]}",
        "/api/v1/series?match[]=" + q("up{job=\"a\"}").replace("[", "%5B"));
    assertTrue(get("/api/v1/series").body().contains("no match[] parameter provided"));
    assertTrue(
        get("/api/v1/series?match%5B%5D=" + q("{job=~\".*\"}"))
            .body()
            .contains("match[] must contain at least one non-empty matcher"));
  }

  @Test
  void labels_andValues_areSortedAndLimited() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":[\"__name__\",\"a.b\",\"job\"]}", "/api/v1/labels");
    assertBody("{\"status\":\"success\",\"data\":[\"a\",\"b\"]}", "/api/v1/label/job/values");
    assertBody(
        "{\"status\":\"success\",\"data\":[\"a\"],\"warnings\":[\"results truncated due to"
            + " limit\"]}",
        "/api/v1/label/job/values?limit=1");
    assertBody("{\"status\":\"success\",\"data\":[\"c\"]}", "/api/v1/label/U__a_2e_b/values");
  }

  @Test
  void probes_haveTheirBodies() throws Exception {
    assertBody("{\"status\":\"success\",\"data\":{\"groups\":[]}}", "/api/v1/rules");
    assertBody("{\"status\":\"success\",\"data\":{\"alerts\":[]}}", "/api/v1/alerts");
    assertBody("{\"status\":\"success\",\"data\":{}}", "/api/v1/metadata?limit=40000");
    assertBody(
        "{\"status\":\"success\",\"data\":[]}",
        "/api/v1/query_exemplars?query=test&start=1795211359000&end=1795211360000");
    assertTrue(get("/api/v1/status/buildinfo").body().contains("\"version\":\"3.5.0\""));
    assertEquals(404, get("/api/v1/rules/test/test").statusCode());
    HttpResponse<String> posted = server.post("/api/v1/rules", "text/plain", "");
    assertEquals(405, posted.statusCode());
  }

  @Test
  void formatAndParse_answerText() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":\"sum by (job) (rate(up[5m]))\"}",
        "/api/v1/format_query?query=" + q("sum(rate(up[5m]))by(job)"));
    assertTrue(
        get("/api/v1/parse_query?query=" + q("up + 1"))
            .body()
            .startsWith("{\"status\":\"success\",\"data\":{\"type\":\"binaryExpr\",\"op\":\"+\""));
  }
}
