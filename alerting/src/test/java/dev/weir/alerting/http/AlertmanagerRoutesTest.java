package dev.weir.alerting.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.alerting.Alert;
import dev.weir.alerting.notify.Notifier;
import dev.weir.alerting.notify.NotifySettings;
import dev.weir.alerting.notify.Receiver;
import dev.weir.alerting.silence.Silences;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.meta.MemoryMetaStore;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathTemplateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Alertmanager's API over real sockets, by hand and by `amtool`.
final class AlertmanagerRoutesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final long nowMs = Clock.SYSTEM.wallMillis();
  private List<Route> routes;
  private Notifier notifier;
  private Undertow server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    var store = new MemoryMetaStore();
    var registry = new MetricRegistry();
    var silences = new Silences(store, Clock.SYSTEM, registry);
    var receivers =
        List.of(
            Receiver.webhook("ops", URI.create("http://127.0.0.1:9/s3cret")),
            Receiver.slack("chat", URI.create("http://127.0.0.1:9/s3cret")));
    var settings = NotifySettings.of(receivers, "http://weir");
    notifier = new Notifier(settings, store, silences, Clock.SYSTEM, registry);
    notifier.publish(
        List.of(alert("HighLatency", "a"), alert("HighLatency", "b"), alert("Disk", "a")));
    routes = new AlertmanagerRoutes(Clock.SYSTEM, notifier, silences, "0.1.0").routes();
    var paths = new PathTemplateHandler(exchange -> exchange.setStatusCode(404), false);
    Map<String, Map<String, HttpHandler>> byPath = new HashMap<>();
    for (Route route : routes) {
      byPath
          .computeIfAbsent(route.path(), p -> new HashMap<>())
          .put(route.method(), route.handler());
    }
    byPath.forEach((path, methods) ->
        paths.add(
            path,
            new BlockingHandler(exchange ->
                Objects.requireNonNull(methods.get(exchange.getRequestMethod().toString()))
                    .handleRequest(exchange))));
    server = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(paths).build();
    server.start();
    var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    base = "http://127.0.0.1:" + address.getPort();
  }

  @AfterEach
  void stop() {
    server.stop();
    notifier.close();
    client.close();
  }

  private Alert alert(String name, String instance) {
    var annotations = new TreeMap<String, String>();
    annotations.put("summary", name + " on " + instance);
    Labels labels = Labels.of("alertname", name, "instance", instance);
    return new Alert(Tenant.DEFAULT, labels, annotations, nowMs - 60_000, 0, 1, "http://weir/g");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }

  private static int count(String text, String piece) {
    return (text.length() - text.replace(piece, "").length()) / piece.length();
  }

  private String silence(String matcher) throws Exception {
    String body =
        """
        {"matchers":[%s],"startsAt":"%s","endsAt":"%s","createdBy":"me","comment":"why","x":{"y":1}}\
        """
            .formatted(
                matcher,
                Instant.ofEpochMilli(nowMs - 1000),
                Instant.ofEpochMilli(nowMs + 3_600_000));
    HttpResponse<String> answer = send("POST", "/api/v2/silences", body);
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body().replaceAll(".*\"silenceID\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void alerts_haveTheShapeOfAlertmanager() throws Exception {
    String body = get("/api/v2/alerts?filter=" + encoded("alertname=\"Disk\""));
    String time = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"";
    String expected =
        "\\[\\{\"annotations\":\\{\"summary\":\"Disk on a\"\\},\"endsAt\":T,"
            + "\"fingerprint\":\"[0-9a-f]{16}\","
            + "\"receivers\":\\[\\{\"name\":\"ops\"\\},\\{\"name\":\"chat\"\\}\\],\"startsAt\":T,"
            + "\"status\":\\{\"inhibitedBy\":\\[\\],\"silencedBy\":\\[\\],\"state\":\"active\"\\},"
            + "\"updatedAt\":T,\"generatorURL\":\"http://weir/g\","
            + "\"labels\":\\{\"alertname\":\"Disk\",\"instance\":\"a\"\\}\\}\\]";
    assertTrue(body.matches(expected.replace("T,", time + ",")), body);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void alerts_parameters_choose() throws Exception {
    assertEquals(3, count(get("/api/v2/alerts"), "\"fingerprint\""));
    assertEquals(
        2, count(get("/api/v2/alerts?filter=" + encoded("alertname=~\"High.*\"")), "\"fi"));
    assertEquals(
        1,
        count(
            get(
                "/api/v2/alerts?filter="
                    + encoded("alertname=~\"High.*\"")
                    + "&filter="
                    + encoded("instance!=\"a\"")),
            "\"fi"));
    String id = silence("{\"name\":\"instance\",\"value\":\"a\",\"isRegex\":false}");
    String all = get("/api/v2/alerts");
    assertEquals(2, count(all, "\"silencedBy\":[\"" + id + "\"],\"state\":\"suppressed\""));
    assertEquals(1, count(get("/api/v2/alerts?silenced=false"), "\"fi"));
    assertEquals(2, count(get("/api/v2/alerts?active=false"), "\"fi"));
    assertEquals("[]", get("/api/v2/alerts?receiver=nobody"));
    assertEquals(3, count(get("/api/v2/alerts?receiver=op."), "[{\"name\":\"ops\"}]"));
    assertEquals(400, send("GET", "/api/v2/alerts?filter=x", "").statusCode());
    assertEquals(400, send("GET", "/api/v2/alerts?active=x", "").statusCode());
    assertEquals(400, send("GET", "/api/v2/alerts?receiver=%5B", "").statusCode());
  }

  @Test
  void groups_receivers_status() throws Exception {
    String groups = get("/api/v2/alerts/groups?receiver=ops");
    assertEquals(2, count(groups, "\"labels\":{\"alertname\":") - count(groups, "\"instance\":"));
    assertTrue(
        groups.endsWith(
            "\"labels\":{\"alertname\":\"HighLatency\"},\"receiver\":{\"name\":\"ops\"}}]"),
        groups);
    assertEquals("[{\"name\":\"ops\"},{\"name\":\"chat\"}]", get("/api/v2/receivers"));
    String status = get("/api/v2/status");
    assertTrue(status.contains("\"cluster\":{\"peers\":[],\"status\":\"disabled\"}"), status);
    assertTrue(status.contains("\"version\":\"0.1.0\""), status);
    assertFalse(status.contains("s3cret"), status);
  }

  @Test
  void silences_createReadExpire() throws Exception {
    String id =
        silence("{\"name\":\"instance\",\"value\":\"a|c\",\"isRegex\":true,\"isEqual\":true}");
    String one = get("/api/v2/silence/" + id);
    assertTrue(one.contains("\"status\":{\"state\":\"active\"}"), one);
    assertTrue(
        one.contains(
            "[{\"isEqual\":true,\"isRegex\":true,\"name\":\"instance\",\"value\":\"a|c\"}]"),
        one);
    assertEquals(1, count(get("/api/v2/silences"), "\"createdBy\":\"me\""));
    assertEquals("[]", get("/api/v2/silences?filter=" + encoded("instance=\"z\"")));
    assertEquals(200, send("DELETE", "/api/v2/silence/" + id, "").statusCode());
    assertTrue(get("/api/v2/silence/" + id).contains("\"state\":\"expired\""));
    assertEquals(404, send("GET", "/api/v2/silence/nope", "").statusCode());
    assertEquals(404, send("DELETE", "/api/v2/silence/nope", "").statusCode());
  }

  @Test
  void silences_badBodies_areRefused() throws Exception {
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "{\"matchers\":[]}",
            "{\"matchers\":5}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\"}]}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\"}],\"endsAt\":\"tomorrow\"}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"[\",\"isRegex\":true}],\"endsAt\":\"2999-01-01T00:00:00Z\"}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\"}],\"endsAt\":\"1999-01-01T00:00:00Z\",\"startsAt\":\"1998-01-01T00:00:00Z\"}",
            "[".repeat(5000),
            " ".repeat(300_000))) {
      HttpResponse<String> answer = send("POST", "/api/v2/silences", body);
      assertEquals(400, answer.statusCode(), body);
    }
    assertEquals("[]", get("/api/v2/silences"));
  }

  @Test
  void test_message_saysWhatBecameOfIt() throws Exception {
    HttpResponse<String> answer = send("POST", "/weir/v1/alerting/test?receiver=ops", "");
    assertEquals(502, answer.statusCode());
    assertEquals("{\"status\":\"error\",\"error\":\"connection refused\"}", answer.body());
    assertEquals(404, send("POST", "/weir/v1/alerting/test?receiver=no", "").statusCode());
    assertEquals(404, send("POST", "/weir/v1/alerting/test", "").statusCode());
  }

  @Test
  void routes_thatChange_needAdmin() {
    for (Route route : routes) {
      assertEquals(route.method().equals("GET") ? Scope.READ : Scope.ADMIN, route.scope());
    }
  }

  private String amtool(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("amtool", "--alertmanager.url=" + base));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", args) + ": " + out);
    return out;
  }

  @Test
  void amtool_queriesAndSilences() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/amtool")), "amtool is not installed");
    assertEquals(3, count(amtool("alert", "query"), " on "));
    assertEquals(2, count(amtool("alert", "query", "HighLatency"), " on "));
    String id =
        amtool("silence", "add", "--author=me", "--comment=why", "alertname=Disk", "instance=~a|b")
            .lines()
            .toList()
            .getLast(); // after a word about versions
    assertEquals(36, id.length(), id);
    assertTrue(amtool("silence", "query").contains(id));
    assertFalse(amtool("alert", "query").contains("Disk"));
    assertTrue(amtool("alert", "query", "--silenced").contains("Disk"));
    String newId = amtool("silence", "update", "--duration=2h", id).lines().toList().toString();
    assertTrue(newId.contains(id), newId);
    amtool("silence", "expire", id);
    assertFalse(amtool("silence", "query").contains(id));
    assertTrue(amtool("silence", "query", "--expired").contains(id));
    assertTrue(amtool("alert", "query").contains("Disk"));
    assertTrue(amtool("config", "show").contains("- name: chat"));
    assertTrue(amtool("config", "routes", "show").contains("ops"));
    assertTrue(amtool("cluster", "show").contains("disabled"));
  }
}
