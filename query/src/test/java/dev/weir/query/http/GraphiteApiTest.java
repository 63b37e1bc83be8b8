package dev.weir.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.graphite.ListLeaf;
import dev.weir.query.logql.MemoryLogStore;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.LogRecord;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Graphite's API over real sockets: tags, events and the words of errors, to the letter.
final class GraphiteApiTest {
  private static final long NOW = 1_700_000_000;
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final ListLeaf leaf =
      new ListLeaf()
          .load("servers.a.load", NOW - 60, 10, 1, 2, 3)
          .add(disk("a", "fra"), NOW - 30, 1)
          .add(disk("b", "fra"), NOW - 30, 2)
          .add(disk("c", "ams"), NOW - 30, 3);
  private final MemoryLogStore logs = new MemoryLogStore();
  private final List<Route> routes = new ArrayList<>();
  private boolean isFull;
  private int millis;
  private RouteServer server;

  private static Labels disk(String host, String dc) {
    return new LabelsBuilder()
        .set(Labels.NAME, "disk.used")
        .set("host", host)
        .set("dc", dc)
        .build();
  }

  @BeforeEach
  void start() {
    var limits = new QueryLimits(Duration.ofSeconds(5), 1000, 20, 11_000, 1 << 24, 2);
    var gate = new QueryGate(2);
    Clock clock =
        new Clock() {
          @Override
          public long wallMillis() {
            return NOW * 1000 + millis;
          }

          @Override
          public long nanoTime() {
            return System.nanoTime();
          }
        };
    LogIntake intake = (tenant, records) -> append(records);
    routes.addAll(new GraphiteRoutes(leaf, limits, gate, clock).routes());
    routes.addAll(new GraphiteEvents(logs, intake, limits, gate, clock).routes());
    server = new RouteServer(routes);
  }

  private CompletableFuture<Void> append(List<LogRecord> records) {
    if (isFull) {
      return CompletableFuture.failedFuture(new IllegalStateException("pipeline full"));
    }
    for (LogRecord record : records) {
      Map<String, String> fields = new HashMap<>(record.fields().toMap());
      logs.add(record.stream(), record.timestampNs(), fields, record.line());
    }
    return CompletableFuture.completedFuture(null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void assertJson(String expected, String pathAndQuery) throws Exception {
    HttpResponse<String> response = server.get(pathAndQuery);
    assertEquals(expected, response.body());
    assertEquals(200, response.statusCode());
    assertEquals(JSON, response.headers().firstValue("Content-Type").orElse(""));
  }

  private void assertError(String text, String pathAndQuery) throws Exception {
    HttpResponse<String> response = server.get(pathAndQuery);
    assertEquals(text + "\n", response.body());
    assertEquals(400, response.statusCode());
  }

  private void assertPosted(int status, String text, String event) throws Exception {
    HttpResponse<String> response = server.post("/graphite/events/", FORM, event);
    assertEquals(text, response.body().strip());
    assertEquals(status, response.statusCode());
  }

  // ---- tags ----

  @Test
  void tags_areAllLabels_andTheName() throws Exception {
    assertJson(
        "[{\"id\":1,\"tag\":\"dc\"},{\"id\":2,\"tag\":\"host\"},{\"id\":3,\"tag\":\"name\"}]",
        "/graphite/tags");
    assertJson("[{\"id\":1,\"tag\":\"host\"}]", "/graphite/tags?filter=h&limit=10000");
    assertJson("[{\"id\":1,\"tag\":\"dc\"}]", "/graphite/tags/?limit=1");
    assertError("Invalid parameters (bad filter (: missing closing ))", "/graphite/tags?filter=(");
  }

  @Test
  void tag_countsSeriesByValue() throws Exception {
    assertJson(
        "{\"id\":1,\"tag\":\"dc\",\"values\":[{\"id\":1,\"value\":\"ams\",\"count\":1},"
            + "{\"id\":2,\"value\":\"fra\",\"count\":2}]}",
        "/graphite/tags/dc");
    assertJson(
        "{\"id\":1,\"tag\":\"name\",\"values\":[{\"id\":1,\"value\":\"disk.used\",\"count\":3}]}",
        "/graphite/tags/name?filter=disk");
    assertJson("{\"id\":1,\"tag\":\"nosuch\",\"values\":[]}", "/graphite/tags/nosuch");
  }

  @Test
  void autoComplete_leavesOutWhatIsChosen() throws Exception {
    String tags = "/graphite/tags/autoComplete/tags";
    assertJson("[\"dc\",\"host\",\"name\"]", tags);
    assertJson("[\"host\",\"name\"]", tags + "?expr=" + RouteServer.q("dc=fra"));
    assertJson("[\"host\"]", tags + "?tagPrefix=h&limit=10000");
    String values = "/graphite/tags/autoComplete/values";
    assertJson("[\"ams\",\"fra\"]", values + "?tag=dc");
    assertJson(
        "[\"a\",\"b\"]", values + "?tag=host&expr=name%3Ddisk.used&expr=" + RouteServer.q("dc=~f"));
    assertJson("[\"fra\"]", values + "?tag=dc&valuePrefix=f");
    assertJson("[\"a\"]", values + "?tag=host&limit=1");
    assertError("Invalid parameters (no tag specified)", values);
  }

  @Test
  void findSeries_answersCanonicalPaths() throws Exception {
    String find = "/graphite/tags/findSeries";
    assertJson(
        "[\"disk.used;dc=fra;host=a\",\"disk.used;dc=fra;host=b\"]", find + "?expr=dc%3Dfra");
    assertJson(
        "[\"disk.used;dc=fra;host=b\"]",
        find + "?expr[]=dc%3Dfra&expr[]=" + RouteServer.q("host!=a"));
    assertJson("[\"servers.a.load\"]", find + "?expr=" + RouteServer.q("name=~servers"));
    assertError("Invalid parameters (no tag expressions specified)", find);
    assertError(
        "Invalid parameters (At least one tag expression must require a non-empty value)",
        find + "?expr=" + RouteServer.q("dc!=fra"));
    assertError("Invalid parameters (Invalid tag expression: dc)", find + "?expr=dc");
  }

  @Test
  void tagSeries_answersTheCanonicalPath() throws Exception {
    HttpResponse<String> one =
        server.post("/graphite/tags/tagSeries", FORM, "path=disk.used%3Bhost%3Da%3Bdc%3Dfra");
    assertEquals("\"disk.used;dc=fra;host=a\"", one.body());
    HttpResponse<String> many =
        server.post("/graphite/tags/tagMultiSeries", FORM, "path=a%3Bz%3D1%3Bb%3D2&path=c");
    assertEquals("[\"a;b=2;z=1\",\"c\"]", many.body());
    HttpResponse<String> broken =
        server.post("/graphite/tags/tagSeries", FORM, "path=disk.used%3Bhost");
    assertEquals(400, broken.statusCode());
  }

  // ---- events ----

  @Test
  void event_isFoundByTimeAndTags() throws Exception {
    assertPosted(
        200,
        "",
        "{\"what\":\"deploy\",\"tags\":[\"shop\",\"prod\"],\"data\":\"v1.2\",\"when\":"
            + (NOW - 100)
            + "}");
    assertPosted(200, "", "{\"what\":\"restart\",\"tags\":\"shop  test\",\"other\":{\"a\":[1]}}");
    String deploy =
        "{\"id\":1699999900000000,\"when\":1699999900,\"what\":\"deploy\",\"tags\":[\"prod\","
            + "\"shop\"],\"data\":\"v1.2\"}";
    String restart =
        "{\"id\":1700000000000000,\"when\":1700000000,\"what\":\"restart\",\"tags\":[\"shop\","
            + "\"test\"],\"data\":\"\"}";
    String find = "/graphite/events/get_data?from=-1h&until=now";
    assertJson("[" + deploy + "," + restart + "]", find);
    assertJson("[" + deploy + "]", find + "&tags=shop+prod");
    assertJson("[]", find + "&tags=prod+test");
    assertJson("[" + deploy + "," + restart + "]", find + "&tags=prod+test&set=union");
    assertJson("[" + restart + "]", find.replace("-1h", Long.toString(NOW - 99)));
    assertJson("[" + deploy + "," + restart + "]", "/graphite/events/get_data");
    assertEquals(
        Labels.of("job", "events", "kind", "graphite", "level", "info"),
        logs.lines().getFirst().stream());
    assertEquals("deploy: v1.2", logs.lines().getFirst().text());
  }

  @Test
  void eventOfThisSecond_isBeforeNow() throws Exception {
    millis = 750;
    assertPosted(200, "", "{\"what\":\"deploy\"}");
    assertJson(
        "[{\"id\":1700000000750000,\"when\":1700000000,\"what\":\"deploy\",\"tags\":[],"
            + "\"data\":\"\"}]",
        "/graphite/events/get_data?from=-1h&until=now");
  }

  @Test
  void eventsOfOtherProtocols_areFoundButServiceChecks() throws Exception {
    logs.add(
        Labels.of("job", "events", "kind", "collectd", "host", "web1", "level", "error"),
        NOW * 1_000_000_000,
        "disk on fire");
    logs.add(
        Labels.of("job", "events", "kind", "service_check", "level", "info"),
        NOW * 1_000_000_000,
        "http ok");
    assertJson(
        "[{\"id\":1700000000000000,\"when\":1700000000,\"what\":\"disk on fire\",\"tags\":"
            + "[\"collectd\",\"error\",\"web1\"],\"data\":\"\"}]",
        "/graphite/events/get_data?from=-1h");
  }

  @Test
  void badEvent_isRefusedInWords() throws Exception {
    assertPosted(400, "an event needs a \"what\"", "{\"tags\":\"a\"}");
    assertPosted(400, "an event is a JSON object", "[1]");
    assertPosted(400, "\"when\" must be epoch seconds: soon", "{\"what\":1,\"when\":\"soon\"}");
    assertPosted(400, "\"data\" must be a text", "{\"what\":\"a\",\"data\":{}}");
    assertPosted(
        400,
        "\"what\" too long: 1025 characters, limit 1024",
        "{\"what\":\"" + "x".repeat(1025) + "\"}");
    assertPosted(
        400, "event too long: limit 65536 bytes", "{\"what\":\"" + "x".repeat(70_000) + "\"}");
    HttpResponse<String> broken = server.post("/graphite/events/", JSON, "{\"what\":\"a\"");
    assertEquals(400, broken.statusCode());
    assertTrue(broken.body().startsWith("an event is a JSON object; at byte "), broken.body());
    assertEquals(List.of(), logs.lines());
    isFull = true;
    assertPosted(503, "event not stored: pipeline full", "{\"what\":\"a\"}");
  }

  // ---- the rest ----

  @Test
  void badTarget_isNamed() throws Exception {
    assertError(
        "Invalid parameters (Received request for unknown function: nofunc); targets:"
            + " \"nofunc(a)\"",
        "/graphite/render?target=nofunc(a)");
    assertError(
        "Invalid parameters (Unknown day reference: garbage)",
        "/graphite/render?target=a&from=garbage");
  }

  @Test
  void function_saysWhatItsParametersTake() throws Exception {
    assertJson(
        "{\"name\":\"movingAverage\",\"function\":\"movingAverage(seriesList, windowSize,"
            + " xFilesFactor=None)\",\"description\":\"The average of the window before each"
            + " point.\",\"module\":\"graphite.render.functions\",\"group\":\"Calculate\",\"params\":["
            + "{\"name\":\"seriesList\",\"type\":\"seriesList\",\"required\":true},"
            + "{\"name\":\"windowSize\",\"type\":\"intOrInterval\",\"required\":true,\"suggestions\":"
            + "[\"5\",\"7\",\"10\",\"1min\",\"5min\",\"10min\",\"30min\",\"1hour\"]},"
            + "{\"name\":\"xFilesFactor\",\"type\":\"float\"}]}",
        "/graphite/functions/movingAverage");
    String summarize = server.get("/graphite/functions/summarize").body();
    assertTrue(
        summarize.contains(
            "{\"name\":\"func\",\"type\":\"aggFunc\",\"default\":\"sum\",\"options\":[\"average\","),
        summarize);
  }

  /// Each name that the editor offers is one that the engine takes.
  @Test
  void everyAggregationOffered_works() throws Exception {
    String summarize = server.get("/graphite/functions/summarize").body();
    String options = summarize.replaceAll(".*\"options\":\\[([^\\]]*)\\].*", "$1");
    for (String option : options.replace("\"", "").split(",")) {
      String target = "summarize(servers.a.load,'1min','" + option + "')";
      HttpResponse<String> answer =
          server.get("/graphite/render?from=-1h&target=" + RouteServer.q(target));
      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  @Test
  void everyPath_mayEndInASlash() throws Exception {
    for (String path : List.of("version", "functions", "tags", "metrics/index.json")) {
      assertEquals(
          server.get("/graphite/" + path).body(), server.get("/graphite/" + path + "/").body());
    }
    assertEquals("1.1.8\n", server.get("/graphite/version/").body());
  }

  @Test
  void scopes_areReadButForWhatIsPosted() {
    for (Route route : routes) {
      boolean isWrite =
          route.method().equals("POST")
              && (route.path().contains("events") || route.path().contains("/tag"))
              && !route.path().contains("autoComplete")
              && !route.path().contains("findSeries");
      assertEquals(isWrite ? Scope.INGEST : Scope.READ, route.scope(), route.path());
    }
  }
}
