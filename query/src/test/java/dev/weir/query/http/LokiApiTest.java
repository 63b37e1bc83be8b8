package dev.weir.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.logql.MemoryLogStore;
import dev.weir.storage.io.Clock;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.model.Labels;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Loki's API over real sockets, with the requests that Grafana and logcli send: bodies to the
/// letter, status codes, times.
final class LokiApiTest {
  private static final long T0 = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final String API = "/loki/api/v1/";

  private final MemoryLogStore store = new MemoryLogStore();
  private RouteServer server;

  @BeforeEach
  void start() {
    QueryLimits limits = new QueryLimits(Duration.ofSeconds(5), 1000, 20, 11_000, 1 << 24, 2);
    var routes =
        new LokiRoutes(Clock.SYSTEM, new MetricRegistry(), limits, new QueryGate(2), store)
            .routes();
    server = new RouteServer(routes);
    Labels web = Labels.of("app", "web", "host", "h1");
    Labels db = Labels.of("app", "db", "host", "h2");
    for (int i = 0; i < 6; i++) {
      store.add(web, T0 + i * 10L * SECOND, Map.of("detected_level", "info"), "GET /" + i);
      store.add(db, T0 + i * 10L * SECOND, "slow query " + i);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String pathAndQuery, String... headers) throws Exception {
    return server.get(pathAndQuery, headers);
  }

  private static String q(String text) {
    return RouteServer.q(text);
  }

  private static String range(String query, String rest) {
    return API
        + "query_range?query="
        + q(query)
        + "&start="
        + T0
        + "&end="
        + (T0 + 60 * SECOND)
        + rest;
  }

  /// The `result` of an answer, its other members checked.
  private String result(String pathAndQuery, String... headers) throws Exception {
    HttpResponse<String> response = get(pathAndQuery, headers);
    String body = response.body();
    assertEquals(200, response.statusCode(), body);
    assertEquals(
        "application/json; charset=UTF-8",
        response.headers().firstValue("Content-Type").orElse(""));
    assertTrue(body.startsWith("{\"status\":\"success\",\"data\":{\"resultType\":\""), body);
    assertTrue(body.contains(",\"stats\":{\"summary\":{\"bytesProcessedPerSecond\":"), body);
    return body.substring(body.indexOf("\"data\":{") + 8, body.indexOf(",\"stats\":"));
  }

  private void assertError(int status, String text, String pathAndQuery) throws Exception {
    HttpResponse<String> response = get(pathAndQuery);
    assertEquals(text, response.body().strip());
    assertEquals(status, response.statusCode());
    assertEquals(
        "text/plain; charset=utf-8", response.headers().firstValue("Content-Type").orElse(""));
  }

  private void assertBody(String expected, String pathAndQuery) throws Exception {
    HttpResponse<String> response = get(pathAndQuery);
    assertEquals(expected, response.body());
    assertEquals(200, response.statusCode());
  }

  @Test
  void query_ofGrafanasHealthCheck_isAVectorInTheYear2096() throws Exception {
    assertEquals(
        "\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[4000000000,\"2\"]}]",
        result(
            API + "query?direction=backward&query=vector(1)%2Bvector(1)&time=4000000000&limit=1"));
    assertEquals(0, store.searches());
  }

  @Test
  void query_ofLines_isRefusedInLokisWords() throws Exception {
    assertError(
        400,
        "log queries are not supported as an instant query type, please change your query to a"
            + " range query type",
        API + "query?query=" + q("{app=\"web\"}"));
  }

  @Test
  void query_ofMetric_isAVector() throws Exception {
    assertEquals(
        "\"resultType\":\"vector\",\"result\":[{\"metric\":{\"app\":\"db\"},\"value\":[1700000050,"
            + "\"3\"]},{\"metric\":{\"app\":\"web\"},\"value\":[1700000050,\"3\"]}]",
        result(
            API
                + "query?time="
                + (T0 + 50 * SECOND)
                + "&query="
                + q("sum by (app) (count_over_time({app=~\".+\"}[30s]))")));
  }

  @Test
  void queryRange_ofGrafanasLogPanel_isNewestFirst() throws Exception {
    assertEquals(
        "\"resultType\":\"streams\",\"result\":[{\"stream\":{\"app\":\"db\",\"host\":\"h2\"},"
            + "\"values\":[[\"1700000050000000000\",\"slow query 5\"]]},{\"stream\":{\"app\":"
            + "\"web\",\"detected_level\":\"info\",\"host\":\"h1\"},\"values\":["
            + "[\"1700000050000000000\",\"GET /5\"],[\"1700000040000000000\",\"GET /4\"]]}]",
        result(range("{app=~\".+\"}", "&limit=3&direction=backward&step=60000ms")));
  }

  @Test
  void queryRange_withCategories_keepsLabelsApart() throws Exception {
    assertEquals(
        "\"resultType\":\"streams\",\"encodingFlags\":[\"categorize-labels\"],\"result\":["
            + "{\"stream\":{\"app\":\"web\",\"host\":\"h1\"},\"values\":[[\"1700000000000000000\","
            + "\"GET /0\",{\"structuredMetadata\":{\"detected_level\":\"info\"}}]]}]",
        result(
            range("{app=\"web\"}", "&limit=1&direction=FORWARD"),
            "X-Loki-Response-Encoding-Flags",
            "categorize-labels"));
    String plain =
        result(
            range("{app=\"db\"}", "&limit=1"),
            "X-Loki-Response-Encoding-Flags",
            "categorize-labels");
    assertTrue(plain.contains("\"slow query 5\",{}]"), plain);
  }

  @Test
  void queryRange_startIsInEndIsNot() throws Exception {
    String from10to20 =
        API
            + "query_range?direction=forward&query="
            + q("{app=\"db\"}")
            + "&start="
            + (T0 + 10 * SECOND)
            + "&end="
            + (T0 + 20 * SECOND);
    assertEquals(
        "\"resultType\":\"streams\",\"result\":[{\"stream\":{\"app\":\"db\",\"host\":\"h2\"},"
            + "\"values\":[[\"1700000010000000000\",\"slow query 1\"]]}]",
        result(from10to20));
  }

  @Test
  void queryRange_ofLogsVolume_isAMatrixByLevel() throws Exception {
    assertEquals(
        "\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1700000000,\"1\"],"
            + "[1700000030,\"3\"],[1700000060,\"2\"]]},{\"metric\":{\"detected_level\":\"info\"},"
            + "\"values\":[[1700000000,\"1\"],[1700000030,\"3\"],[1700000060,\"2\"]]}]",
        result(
            range(
                "sum by (level, detected_level) (count_over_time({app=~\".+\"} | drop __error__"
                    + " [30s]))",
                "&step=30000ms&direction=backward")));
  }

  @Test
  void queryRange_asContext_isStableForEqualTimes() throws Exception {
    Labels busy = Labels.of("app", "busy");
    for (int i = 0; i < 4; i++) {
      store.add(busy, T0 + 7, "line " + i);
    }
    String around = "{app=\"busy\"}";
    String forward = result(range(around, "&limit=2&direction=FORWARD"));
    String backward = result(range(around, "&limit=2&direction=BACKWARD"));
    String time = "\"" + (T0 + 7) + "\"";
    String two = "[[%s,\"line %d\"],[%s,\"line %d\"]]";
    assertTrue(forward.contains(two.formatted(time, 0, time, 1)), forward);
    assertTrue(backward.contains(two.formatted(time, 3, time, 2)), backward);
  }

  @Test
  void queryRange_linesThatAreNoUtf8_areReplaced() throws Exception {
    var batch = new LogBatch();
    batch.begin(Labels.of("app", "latin"), T0);
    batch.end(new byte[] {'a', (byte) 0xe4, '"', 1}, 0, 4);
    store.apply(batch, 1);
    String found = result(range("{app=\"latin\"}", ""));
    assertTrue(found.contains("\"a\ufffd\\\"\\u0001\""), found);
  }

  @Test
  void queryRange_times_asLogcliAndOthersWriteThem() throws Exception {
    String query = API + "query_range?limit=1&direction=forward&query=" + q("{app=\"db\"}");
    String first = "\"slow query 1\"";
    for (String start :
        new String[] {
          "1700000001", "1700000001.5", "2023-11-14T22:13:21.5Z", "2023-11-14T23:13:21.5%2B01:00"
        }) {
      String found = result(query + "&start=" + start + "&end=1700000100");
      assertTrue(found.contains(first), start + ": " + found);
    }
    assertTrue(result(query + "&end=1700000060&since=55s").contains(first));
    assertError(
        400,
        "could not parse 'start' parameter: strconv.ParseInt: parsing \"yesterday\": invalid"
            + " syntax",
        query + "&start=yesterday");
    assertError(
        400,
        "end timestamp must not be before or equal to start time",
        query + "&start=1700000002&end=1700000001");
  }

  @Test
  void queryRange_badParameters_areRefusedInLokisWords() throws Exception {
    String lines = "{app=\"db\"}";
    String count = "count_over_time({app=\"db\"}[1m])";
    assertError(400, "limit must be a positive value", range(lines, "&limit=0"));
    assertError(
        400,
        "max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)",
        range(lines, "&limit=5001"));
    assertError(400, "invalid direction 'sideways'", range(lines, "&direction=sideways"));
    assertError(
        400,
        "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of"
            + " the step parameter",
        range(count, "&step=1ms"));
    assertError(
        400,
        "zero or negative query resolution step widths are not accepted. Try a positive integer",
        range(count, "&step=0"));
    assertError(400, "cannot parse \"soon\" to a valid duration", range(count, "&step=soon"));
    HttpResponse<String> syntax = get(range("{app=\"db\"", ""));
    assertEquals(400, syntax.statusCode());
    assertTrue(syntax.body().startsWith("parse error at line 1, col "), syntax.body());
  }

  @Test
  void queryRange_tooManySeries_isRefusedInLokisWords() throws Exception {
    for (int i = 0; i < 21; i++) {
      store.add(Labels.of("app", "many"), T0, Map.of("trace", "t" + i), "x");
    }
    assertError(
        400,
        "maximum number of series (20) reached for a single query; consider reducing query"
            + " cardinality by adding more specific stream selectors, reducing the time range, or"
            + " aggregating results with functions like sum(), count() or topk()",
        range("count_over_time({app=\"many\"}[1m])", "&step=60"));
    assertTrue(
        result(range("sum(count_over_time({app=\"many\"}[1m]))", "&step=60")).contains("\"21\""));
  }

  @Test
  void labels_seriesAndStats_asGrafanaAsksForThem() throws Exception {
    String times = "start=" + T0 + "&end=" + (T0 + 60 * SECOND);
    for (String path : new String[] {"labels", "label"}) {
      assertBody("{\"status\":\"success\",\"data\":[\"app\",\"host\"]}", API + path + "?" + times);
    }
    assertBody(
        "{\"status\":\"success\",\"data\":[\"db\",\"web\"]}", API + "label/app/values?" + times);
    assertBody(
        "{\"status\":\"success\",\"data\":[\"h1\"]}",
        API + "label/host/values?" + times + "&query=" + q("{app=\"web\"}"));
    assertBody(
        "{\"status\":\"success\",\"data\":[{\"app\":\"web\",\"host\":\"h1\"}]}",
        API + "series?" + times + "&match[]=" + q("{app=\"web\"}"));
    assertBody(
        "{\"streams\":2,\"chunks\":2,\"entries\":12,\"bytes\":108}",
        API + "index/stats?" + times + "&query=" + q("{app=~\".+\"}"));
    assertBody("{\"values\":[\"app\",\"host\"]}", "/api/prom/label?" + times);
    assertBody("{\"values\":[\"db\",\"web\"]}", "/api/prom/label/app/values?" + times);
  }

  @Test
  void labels_withoutTimes_lookSixHoursBack() throws Exception {
    assertBody("{\"status\":\"success\",\"data\":[]}", API + "labels");
    store.add(Labels.of("fresh", "x"), (System.currentTimeMillis() - 3_600_000) * 1_000_000, "y");
    assertBody("{\"status\":\"success\",\"data\":[\"fresh\"]}", API + "labels");
  }

  @Test
  void volume_isBytesBySeries() throws Exception {
    String times = "&start=" + T0 + "&end=" + (T0 + 60 * SECOND);
    String all = "query=" + q("{app=~\".+\"}") + times;
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":"
            + "{\"app\":\"db\"},\"value\":[1700000060,\"72\"]},{\"metric\":{\"app\":\"web\"},"
            + "\"value\":[1700000060,\"36\"]}]}}",
        API + "index/volume?" + all);
    assertBody(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":"
            + "{\"host\":\"\"},\"value\":[1700000060,\"108\"]}]}}",
        API + "index/volume?aggregateBy=labels&targetLabels=host&" + all);
    assertEquals(
        "\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"app\":\"db\"},\"values\":["
            + "[1700000000,\"12\"],[1700000060,\"60\"]]},{\"metric\":{\"app\":\"web\"},\"values\":["
            + "[1700000000,\"6\"],[1700000060,\"30\"]]}]",
        result(API + "index/volume_range?step=60s&" + all));
  }

  @Test
  void detectedLabels_leaveOutIdentities() throws Exception {
    String times = "start=" + T0 + "&end=" + (T0 + 60 * SECOND);
    store.add(Labels.of("app", "job", "run", "1234"), T0, "x");
    store.add(Labels.of("app", "job", "instance", "10.0.0.1"), T0, "x");
    assertBody(
        "{\"detectedLabels\":[{\"label\":\"app\",\"cardinality\":3},{\"label\":\"host\","
            + "\"cardinality\":2},{\"label\":\"instance\",\"cardinality\":1}]}",
        API + "detected_labels?" + times);
    assertBody(
        "{\"detectedLabels\":[{\"label\":\"app\",\"cardinality\":1},{\"label\":\"host\","
            + "\"cardinality\":1}]}",
        API + "detected_labels?" + times + "&query=" + q("{app=\"web\"}"));
  }

  @Test
  void detectedFields_areMetadataJsonAndLogfmt() throws Exception {
    Labels mixed = Labels.of("app", "mixed");
    store.add(mixed, T0, Map.of("trace", "t1"), "{\"ms\":12,\"ok\":true,\"user\":{\"id\":7}}");
    store.add(mixed, T0 + 1, Map.of("trace", "t2"), "took=15ms size=2KB ms=1.5 level=info");
    store.add(mixed, T0 + 2, "nothing to see");
    String times = "&start=" + T0 + "&end=" + (T0 + 60 * SECOND);
    assertBody(
        "{\"fields\":["
            + "{\"label\":\"level\",\"type\":\"string\",\"cardinality\":1,\"parsers\":[\"logfmt\"]},"
            + "{\"label\":\"ms\",\"type\":\"float\",\"cardinality\":2,\"parsers\":[\"json\",\"logfmt\"]},"
            + "{\"label\":\"ok\",\"type\":\"boolean\",\"cardinality\":1,\"parsers\":[\"json\"]},"
            + "{\"label\":\"size\",\"type\":\"bytes\",\"cardinality\":1,\"parsers\":[\"logfmt\"]},"
            + "{\"label\":\"took\",\"type\":\"duration\",\"cardinality\":1,\"parsers\":[\"logfmt\"]},"
            + "{\"label\":\"trace\",\"type\":\"string\",\"cardinality\":2,\"parsers\":null},"
            + "{\"label\":\"user_id\",\"type\":\"int\",\"cardinality\":1,\"parsers\":[\"json\"]}],"
            + "\"limit\":1000}",
        API + "detected_fields?query=" + q("{app=\"mixed\"}") + times);
    assertBody(
        "{\"values\":[\"1.5\",\"12\"],\"limit\":10}",
        API + "detected_field/ms/values?limit=10&query=" + q("{app=\"mixed\"}") + times);
  }

  @Test
  void detectedFields_ofAQueryWithParsers_areWhatItParses() throws Exception {
    String times = "&start=" + T0 + "&end=" + (T0 + 60 * SECOND);
    assertBody(
        "{\"fields\":[{\"label\":\"what\",\"type\":\"string\",\"cardinality\":1,\"parsers\":"
            + "[\"pattern\"]}],\"limit\":5}",
        API
            + "detected_fields?limit=5&line_limit=2&query="
            + q("{app=\"db\"} | pattern \"<what> query <_>\"")
            + times);
    assertError(
        400, "only log selector is supported: vector(1)", API + "detected_fields?query=vector(1)");
    assertError(
        400,
        "line_limit must be a positive value",
        API + "detected_fields?line_limit=0&query=" + q("{app=\"db\"}"));
  }

  @Test
  void posted_form_isReadToo() throws Exception {
    HttpResponse<String> response =
        server.post(
            API + "query_range",
            "application/x-www-form-urlencoded",
            "query=" + q("{app=\"db\"}") + "&start=1700000000&end=1700000001");
    assertTrue(response.body().contains("slow query 0"), response.body());
  }

  @Test
  void tenants_seeTheirOwn() throws Exception {
    String found = result(range("{app=\"db\"}", ""), "X-Scope-OrgID", "other");
    assertEquals("\"resultType\":\"streams\",\"result\":[]", found);
  }

  @Test
  void oldQuery_hasTheOldShape() throws Exception {
    assertBody(
        "{\"streams\":[{\"labels\":\"{app=\\\"db\\\", host=\\\"h2\\\"}\",\"entries\":[{\"ts\":"
            + "\"2023-11-14T22:13:20Z\",\"line\":\"slow query 0\"}]}]}",
        "/api/prom/query?direction=forward&limit=1&start=1700000000&end=1700000009&query="
            + q("{app=\"db\"}"));
  }

  @Test
  void tail_withoutUpgrade_isABadRequest() throws Exception {
    assertError(400, "Bad Request", API + "tail?query=" + q("{app=\"db\"}"));
  }

  @Test
  void formatQuery_isOneLine() throws Exception {
    assertBody(
        "{\"status\":\"success\",\"data\":\"sum by (env)(rate({app=\\\"a\\\"}[1m]))\"}",
        API + "format_query?query=" + q("sum(rate({app=\"a\"}[1m])) by (env)"));
  }

  @Test
  void trace_isWrittenWhenAskedFor() throws Exception {
    String body = get(range("{app=\"db\"}", "&trace=1")).body();
    assertTrue(body.contains("\"trace\":{\"name\":\"query\""), body);
    assertTrue(body.contains("kept 6"), body);
    assertFalse(get(range("{app=\"db\"}", "")).body().contains("\"trace\""));
  }

  @Test
  void buildInfo_namesALoki() throws Exception {
    String body = get(API + "status/buildinfo").body();
    assertTrue(body.startsWith("{\"version\":\"3."), body);
  }
}
