package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.GrafanaRequests.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The requests of Grafana's Graphite data source to a real server that was sent Graphite lines,
/// plain and tagged, and statsd.
class GrafanaGraphiteIT {
  private static final int STEP = 10;

  /// A multiple of a minute.
  private static final long END = System.currentTimeMillis() / 60_000 * 60;

  private static final long START = END - 600;

  @TempDir static Path data;

  private static ServerProcess server;
  private static GrafanaRequests grafana;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(data, "--ingest.statsd.flush_interval=300ms");
    grafana = new GrafanaRequests(server, "/graphite");
    var lines = new StringBuilder();
    for (long t = START; t <= END; t += STEP) {
      long n = (t - START) / STEP;
      lines.append("servers.web1.load ").append(n).append(' ').append(t).append('\n');
      lines.append("servers.web2.load ").append(n * 0.5).append(' ').append(t).append('\n');
      lines.append("disk.used;host=web1;dc=fra 81.5 ").append(t).append('\n');
      lines.append("disk.used;host=web2;dc=ams 12 ").append(t).append('\n');
    }
    server.tcp("graphite", lines.toString());
    server.udp("statsd", "shop.queue:42|g".getBytes(StandardCharsets.UTF_8));
    server.await("{\"stats.gauges.shop.queue\"}", answer -> answer.contains("\"42\""));
    server.await(
        "count_over_time({\"disk.used\",host=\"web2\"}[20m])", answer -> answer.contains("\"61\""));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /// A target as Grafana sends it: its reference is made part of the name.
  private static String wrapped(String target) {
    return "aliasSub(" + target + ", \"(^.*$)\", \"\\1 A\")";
  }

  private static Answer render(String target, String... more) throws Exception {
    var pairs =
        Arrays.copyOf(new String[] {"target", wrapped(target), "format", "json"}, 4 + more.length);
    System.arraycopy(more, 0, pairs, 4, more.length);
    return grafana.post("/render", pairs);
  }

  @Test
  void healthCheck_isANodeList() throws Exception {
    Answer answer = grafana.get("/metrics/find", "query", "*");
    List<?> names = answer.list().stream().map(node -> ((Map<?, ?>) node).get("text")).toList();
    assertTrue(names.containsAll(List.of("servers", "stats")), names::toString);
    assertEquals(names.stream().sorted().toList(), names);
    grafana.get("/version").assertText(200, "1.1.8");
  }

  @Test
  void find_byForm_withTheRangeInTheUrl() throws Exception {
    Answer answer =
        grafana.postBody(
            "/metrics/find?from=" + START + "&until=" + END, "query=servers.web%2A.load");
    assertEquals(1, answer.list().size(), answer.body()); // two series, one name below the glob
    assertEquals("servers.web*.load", answer.at(0, "id"));
    Answer branches =
        grafana.postBody("/metrics/find?from=" + START + "&until=" + END, "query=servers.%2A");
    Map<?, ?> first = (Map<?, ?>) branches.at(0);
    assertEquals(List.of("web1", "servers.web1"), List.of(first.get("text"), first.get("id")));
    assertEquals(List.of(1L, 0L), List.of(first.get("expandable"), first.get("leaf")));
    assertEquals(2, branches.list().size());
    Answer leaves = grafana.get("/metrics/find", "query", "servers.web1.*");
    assertEquals(List.of(0L, 1L), List.of(leaves.at(0, "expandable"), leaves.at(0, "leaf")));
    assertEquals(400, grafana.get("/metrics/find").status());
  }

  @Test
  void expand_listsPaths() throws Exception {
    assertEquals(
        List.of("servers.web1.load", "servers.web2.load"),
        grafana.post("/metrics/expand", "query", "servers.*.load").at("results"));
  }

  @Test
  void panel_isNamedByItsReference() throws Exception {
    Answer answer =
        render(
            "servers.*.load",
            "from",
            Long.toString(START),
            "until",
            Long.toString(END),
            "maxDataPoints",
            "1000");
    assertEquals(List.of("target", "tags", "datapoints"), answer.names(0));
    assertEquals("servers.web1.load A", answer.at(0, "target"));
    assertEquals(Map.of("name", "servers.web1.load"), answer.at(0, "tags"));
    assertEquals(List.of(1.0, START + STEP), answer.at(0, "datapoints", 0)); // from is exclusive
    assertEquals(60, answer.list(0, "datapoints").size());
    assertEquals(List.of(60.0, END), answer.at(0, "datapoints", 59)); // until is inclusive
    assertEquals("servers.web2.load A", answer.at(1, "target"));
  }

  @Test
  void panel_ofAFunction_keepsTheWholeName() throws Exception {
    Answer answer = render("sumSeries(scale(servers.*.load, 2))", "from", "-30min", "until", "now");
    assertEquals(
        "sumSeries(scale(servers.web1.load,2),scale(servers.web2.load,2)) A",
        answer.at(0, "target"));
  }

  @Test
  void relativeTimes_andFewPixels() throws Exception {
    for (String from : List.of("-1h", "-60min", "-3600s")) {
      Answer answer = render("servers.web1.load", "from", from, "until", "now");
      assertTrue(answer.list(0, "datapoints").size() >= 359, from);
    }
    Answer few =
        render(
            "servers.web1.load",
            "from",
            Long.toString(START),
            "until",
            Long.toString(END),
            "maxDataPoints",
            "10");
    assertTrue(few.list(0, "datapoints").size() <= 10, few.body());
    Answer one =
        render(
            "servers.web1.load",
            "from",
            Long.toString(START),
            "until",
            Long.toString(END),
            "maxDataPoints",
            "1");
    assertEquals(1, one.list(0, "datapoints").size());
  }

  @Test
  void taggedSeries_areFoundByTag() throws Exception {
    Answer answer =
        render(
            "aliasByTags(seriesByTag('name=disk.used', 'dc=~(fra|ams)'), 'host')",
            "from",
            Long.toString(START),
            "until",
            Long.toString(END));
    assertEquals(
        List.of("web2 A", "web1 A"), List.of(answer.at(0, "target"), answer.at(1, "target")));
    assertEquals(Map.of("name", "disk.used", "dc", "fra", "host", "web1"), answer.at(1, "tags"));
  }

  @Test
  void whatIsUnknown_isEmptyOrText() throws Exception {
    assertEquals(List.of(), render("no.such.metric", "from", "-1h", "until", "now").at());
    Answer function = render("nofunc(a)", "from", "-1h", "until", "now");
    assertEquals(400, function.status());
    assertTrue(
        function
            .body()
            .startsWith(
                "Invalid parameters (Received request for unknown function: nofunc); targets: \""),
        function.body());
    assertEquals(400, render("a", "from", "-1h", "until", "-1h").status());
    assertEquals(400, render("a", "from", "soon", "until", "now").status());
  }

  @Test
  void editor_readsTheFunctions() throws Exception {
    Answer all = grafana.get("/functions");
    Map<?, ?> moving = (Map<?, ?>) all.at("movingAverage");
    assertEquals(
        List.of("name", "function", "description", "module", "group", "params"),
        all.names("movingAverage"));
    assertEquals("Calculate", moving.get("group"));
    assertEquals("intOrInterval", all.at("movingAverage", "params", 1, "type"));
    assertEquals(true, all.at("movingAverage", "params", 1, "required"));
    // what dashboards use, by the count of 43 public ones
    assertTrue(
        all.names()
            .containsAll(
                List.of(
                    "aliasByNode",
                    "alias",
                    "aliasSub",
                    "summarize",
                    "sumSeries",
                    "keepLastValue",
                    "sortByMaxima",
                    "perSecond",
                    "scale",
                    "diffSeries",
                    "groupByNode",
                    "timeShift",
                    "exclude",
                    "derivative",
                    "asPercent",
                    "seriesByTag")),
        all.names()::toString);
  }

  @Test
  void tagEditorAndTagVariables() throws Exception {
    assertEquals(
        List.of("dc", "host"),
        grafana.get("/tags/autoComplete/tags", "expr", "name=disk.used", "limit", "10000").at());
    assertEquals(
        List.of("web1"),
        grafana
            .get(
                "/tags/autoComplete/values",
                "expr",
                "dc=fra",
                "tag",
                "host",
                "valuePrefix",
                "w",
                "limit",
                "10000")
            .at());
    assertTrue(
        grafana.get("/tags", "limit", "10000").list().stream()
            .anyMatch(tag -> "dc".equals(((Map<?, ?>) tag).get("tag"))));
    assertEquals("ams", grafana.get("/tags/dc").at("values", 0, "value"));
    assertEquals(
        List.of("disk.used;dc=fra;host=web1"),
        grafana.get("/tags/findSeries", "expr", "dc=fra").at());
  }

  @Test
  void annotations_areEvents() throws Exception {
    var posted =
        server.post(
            "/graphite/events/",
            "{\"what\":\"deploy\",\"tags\":[\"shop\",\"prod\"],\"data\":\"v1.2\",\"when\":"
                + START
                + "}",
            "Content-Type",
            "application/json");
    assertEquals(200, posted.statusCode(), posted::body);
    assertEquals("", posted.body());
    Answer found =
        grafana.get("/events/get_data", "from", "-1h", "until", "now", "tags", "shop prod");
    assertEquals(List.of("id", "when", "what", "tags", "data"), found.names(0));
    assertEquals(
        List.of(START, "deploy", List.of("prod", "shop"), "v1.2"),
        List.of(
            found.at(0, "when"), found.at(0, "what"), found.at(0, "tags"), found.at(0, "data")));
    assertEquals(List.of(), grafana.get("/events/get_data", "from", "-1h", "tags", "other").at());
    assertTrue(server.logs("{job=\"events\", kind=\"graphite\"}").contains("deploy: v1.2"));
  }
}
