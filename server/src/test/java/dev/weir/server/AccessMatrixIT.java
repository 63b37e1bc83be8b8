package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.auth.PasswordHash;
import dev.weir.server.auth.Tokens;
import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigSources;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what, asked of a whole server for every route it has: the table of routes is the
/// server's own, so a new route cannot be forgotten.
class AccessMatrixIT {
  private static final Map<Scope, String> TOKENS =
      Map.of(
          Scope.INGEST, Tokens.random(), Scope.READ, Tokens.random(), Scope.ADMIN, Tokens.random());
  private static final String PASSWORD = "a password for the test";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path data;

  private Server start(String... flags) throws Exception {
    var all = new ArrayList<>(List.of("--storage.dir=" + data, "--self.logs=false"));
    for (String listener :
        List.of(
            "http",
            "ingest.statsd",
            "ingest.collectd",
            "ingest.graphite",
            "ingest.syslog",
            "ingest.lines")) {
      boolean isHttp = listener.equals("http");
      all.add("--" + listener + ".listen=" + (isHttp ? "127.0.0.1:0" : "off"));
    }
    all.addAll(List.of(flags));
    return Server.start(Config.read(ConfigSources.of(null, Map.of(), all)), line -> {});
  }

  private Server startWithTokens() throws Exception {
    var entries = new ArrayList<String>();
    TOKENS.forEach((scope, token) ->
        entries.add(
            "{name: %s, token_sha256: %s, scopes: [%s], tenants: [default, other]}"
                .formatted(name(scope), Tokens.sha256Hex(token), name(scope))));
    entries.add(
        "{name: shop, token: %s, scopes: [read, ingest], tenants: [shop]}"
            .formatted(Tokens.sha256Hex("shop")));
    entries.add(
        "{name: two, token: %s, scopes: [read], tenants: [a, b]}"
            .formatted(Tokens.sha256Hex("two")));
    return start(
        "--auth.tokens=[" + String.join(",", entries) + "]",
        "--auth.users=[{name: anna, password_hash: '%s', scopes: [read]}]"
            .formatted(PasswordHash.of(PASSWORD).format()));
  }

  private static String token(Scope scope) {
    return TOKENS.getOrDefault(scope, "");
  }

  private static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private static int port(Server server) {
    String address = String.valueOf(server.listeners().getFirst().address());
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static String path(Route route) {
    return route.path().replaceAll("\\{[^}]*}", "x").replace("*", "x");
  }

  private HttpResponse<String> send(Server server, String method, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int status(Server server, Route route, String... headers) throws Exception {
    return send(server, route.method(), path(route), headers).statusCode();
  }

  private static String[] bearer(String token, String... more) {
    var headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    headers.addAll(List.of(more));
    return headers.toArray(String[]::new);
  }

  /// A token that lacks `scope` and has another.
  private static String narrow(Scope scope) {
    return token(scope == Scope.READ ? Scope.INGEST : Scope.READ);
  }

  @Test
  void everyRoute_withEveryKindOfCredentials() throws Exception {
    try (Server server = startWithTokens()) {
      List<Route> routes = server.routes().routes();
      assertTrue(routes.size() > 30, "routes: " + routes.size());
      for (Route route : routes) {
        String what = route.method() + " " + route.path() + " (" + route.scope() + ")";
        if (route.scope() == Scope.OPEN) {
          int open = status(server, route);
          assertTrue(open != 401 && open != 403, what + ": " + open);
          continue;
        }
        String right = token(route.scope());
        assertEquals(401, status(server, route), what + " with none");
        assertEquals(403, status(server, route, bearer(narrow(route.scope()))), what + " narrow");
        assertEquals(
            403,
            status(server, route, bearer(right, "X-Scope-OrgID", "foreign")),
            what + " of another tenant");
        int allowed = status(server, route, bearer(right, "X-Scope-OrgID", "other"));
        assertTrue(allowed != 401 && allowed != 403, what + " with the right: " + allowed);
        int admin = status(server, route, bearer(token(Scope.ADMIN)));
        assertTrue(admin != 401 && admin != 403, what + " for admin: " + admin);
      }
    }
  }

  /// Apart from the others: so many wrong credentials end in 429 for the address.
  @Test
  void everyRoute_withWrongCredentials() throws Exception {
    int at = 0;
    while (at >= 0) {
      try (Server server = startWithTokens()) {
        at = wrongOnes(server, at);
      }
    }
  }

  /// Asks nine routes; returns where to go on, or -1 at the end.
  private int wrongOnes(Server server, int from) throws Exception {
    List<Route> guarded =
        server.routes().routes().stream().filter(route -> route.scope() != Scope.OPEN).toList();
    for (int i = from; i < Math.min(from + 9, guarded.size()); i++) {
      Route route = guarded.get(i);
      String wrong = Tokens.random();
      var answer = send(server, route.method(), path(route), bearer(wrong));
      assertEquals(401, answer.statusCode(), route.method() + " " + route.path());
      assertFalse(answer.body().contains(wrong), answer.body());
    }
    return from + 9 < guarded.size() ? from + 9 : -1;
  }

  @Test
  void everyRoute_onLoopback_refusesForgedHostAndOrigin() throws Exception {
    try (Server server = start()) {
      for (Route route : server.routes().routes()) {
        String what = route.method() + " " + route.path();
        assertEquals(403, status(server, route, "Origin", "http://evil.test"), what + " origin");
        assertEquals(403, status(server, route, "Origin", "null"), what + " null origin");
        assertEquals(
            403,
            status(server, route, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"),
            what + " another site");
        assertEquals(403, withHost(server, route, "evil.test"), what + " host");
      }
    }
  }

  @Test
  void everyRoute_withCredentials_refusesForgedOrigin() throws Exception {
    try (Server server = startWithTokens()) {
      for (Route route : server.routes().routes()) {
        String[] headers = bearer(token(Scope.ADMIN), "Origin", "http://evil.test");
        assertEquals(403, status(server, route, headers), route.method() + " " + route.path());
      }
    }
  }

  /// The JDK's client does not let a test choose `Host`.
  private static int withHost(Server server, Route route, String host) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      socket.setSoTimeout(20_000);
      String request =
          "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .formatted(route.method(), path(route), host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return Integer.parseInt(in.readLine().split(" ")[1]);
    }
  }

  @Test
  void challenge_isForTheCaller() throws Exception {
    try (Server server = startWithTokens()) {
      var plain = send(server, "GET", "/api/v1/labels");
      assertEquals(
          "Basic realm=\"weir\"", plain.headers().firstValue("WWW-Authenticate").orElse(""));
      assertTrue(plain.body().contains("scope read"), plain.body());
      var ui = send(server, "GET", "/api/v1/labels", "X-Weir-UI", "1");
      assertEquals("Bearer realm=\"weir\"", ui.headers().firstValue("WWW-Authenticate").orElse(""));
      for (String path : List.of("/api/v1/labels?token=%s", "/api/v1/labels?api_key=%s")) {
        String token = token(Scope.READ);
        assertEquals(401, send(server, "GET", path.formatted(token)).statusCode());
        assertEquals(401, send(server, "GET", "/api/v1/labels", "Api-Key", token).statusCode());
      }
    }
  }

  @Test
  void users_andShippersConventions_areAccepted() throws Exception {
    try (Server server = startWithTokens()) {
      String read = token(Scope.READ);
      for (String header :
          List.of(
              basic("anna", PASSWORD),
              basic("anna", PASSWORD),
              basic("loki", read),
              "Token " + read)) {
        var answer = send(server, "GET", "/api/v1/labels", "Authorization", header);
        assertEquals(200, answer.statusCode(), answer.body());
      }
      var wrong = send(server, "GET", "/api/v1/labels", "Authorization", basic("anna", "wrong"));
      assertEquals(401, wrong.statusCode());
    }
  }

  private static String basic(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void whoami_saysWho() throws Exception {
    try (Server server = startWithTokens()) {
      String stranger = send(server, "GET", "/weir/v1/whoami").body();
      assertTrue(stranger.contains("\"auth\":\"required\",\"signedIn\":false,\"name\":null"));
      String anna =
          send(server, "GET", "/weir/v1/whoami", "Authorization", basic("anna", PASSWORD)).body();
      assertEquals(
          "{\"status\":\"success\",\"data\":{\"auth\":\"required\",\"signedIn\":true,"
              + "\"name\":\"anna\",\"scopes\":[\"read\"],\"tenants\":[\"default\"]}}",
          anna);
      var wrong = send(server, "GET", "/weir/v1/whoami", bearer("nonsense"));
      assertEquals(401, wrong.statusCode());
    }
    try (Server server = start()) {
      String open = send(server, "GET", "/weir/v1/whoami").body();
      assertTrue(open.contains("\"auth\":\"loopback\""), open);
      assertTrue(open.contains("[\"ingest\",\"read\",\"admin\"]"), open);
    }
  }

  @Test
  void tenant_isTheCallersOwn_whenTheRequestNamesNone() throws Exception {
    try (Server server = startWithTokens()) {
      String shop = Tokens.sha256Hex("shop");
      var written =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + "/write"))
                  .header("Authorization", "Token " + shop)
                  .POST(HttpRequest.BodyPublishers.ofString("own_tenant,host=a value=7"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(204, written.statusCode(), written.body());
      String query = "/api/v1/query?query=own_tenant_value%20or%20own_tenant";
      assertTrue(send(server, "GET", query, bearer(shop)).body().contains("\"7\""));
      String read = token(Scope.READ);
      assertTrue(send(server, "GET", query, bearer(read)).body().contains("\"result\":[]"));
      var unclear = send(server, "GET", query, bearer(Tokens.sha256Hex("two")));
      assertEquals(400, unclear.statusCode());
      assertTrue(unclear.body().contains("'two' may use a, b"), unclear.body());
    }
  }

  /// What could not be read is still somebody's data.
  @Test
  void status_showsMalformedInput_toItsOwnTenantOnly() throws Exception {
    try (Server server = startWithTokens()) {
      String shop = Tokens.sha256Hex("shop");
      var refused =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + "/write"))
                  .header("Authorization", "Token " + shop)
                  .POST(HttpRequest.BodyPublishers.ofString("card number 4711 of the shop"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(400, refused.statusCode(), refused.body());
      assertTrue(send(server, "GET", "/weir/v1/status", bearer(shop)).body().contains("4711"));
      var foreign = send(server, "GET", "/weir/v1/status", bearer(token(Scope.READ)));
      assertEquals(200, foreign.statusCode());
      assertFalse(foreign.body().contains("4711"), foreign.body());
    }
  }

  /// S2: whatever is asked, in whichever language, rows of other tenants are not among the answers.
  @Test
  void thousandRandomQueries_returnNoForeignRow() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<String> tenants = List.of("t0", "t1", "t2", "t3");
    var entries = new ArrayList<String>();
    for (String tenant : tenants) {
      entries.add(
          "{name: %s, token: %s, scopes: [read, ingest], tenants: [%s]}"
              .formatted(tenant, Tokens.sha256Hex(tenant), tenant));
    }
    try (Server server = start("--auth.tokens=[" + String.join(",", entries) + "]")) {
      for (String tenant : tenants) {
        fill(server, tenant);
      }
      int rows = 0;
      for (int i = 0; i < 1000; i++) {
        String tenant = tenants.get(random.nextInt(tenants.size()));
        String other = tenants.get(random.nextInt(tenants.size()));
        String path = query(random, other);
        boolean names = random.nextInt(4) == 0;
        String[] headers =
            names
                ? bearer(Tokens.sha256Hex(tenant), "X-Scope-OrgID", other)
                : bearer(Tokens.sha256Hex(tenant));
        var answer = send(server, "GET", path, headers);
        if (names && !other.equals(tenant)) {
          assertEquals(403, answer.statusCode(), path);
        }
        for (String each : tenants) {
          if (!each.equals(tenant)) {
            assertFalse(answer.body().contains("mark-" + each), () -> path + " " + answer.body());
          }
        }
        rows += answer.body().contains("mark-" + tenant) ? 1 : 0;
      }
      assertTrue(rows > 100, "answers with rows of their own: " + rows);
    }
  }

  private void fill(Server server, String tenant) throws Exception {
    String token = Tokens.sha256Hex(tenant);
    long ms = System.currentTimeMillis();
    var lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      lines.append("m%d,who=mark-%s value=%d %d\n".formatted(i, tenant, i, ms * 1_000_000));
    }
    post(server, "/write", lines.toString(), token, "text/plain");
    post(
        server,
        "/loki/api/v1/push",
        "{\"streams\":[{\"stream\":{\"app\":\"a\",\"who\":\"mark-%s\"},\"values\":[[\"%d000000\",\"line of mark-%s\"]]}]}"
            .formatted(tenant, ms, tenant),
        token,
        "application/json");
  }

  private void post(Server server, String path, String body, String token, String type)
      throws Exception {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + path))
                .headers("Authorization", "Bearer " + token, "Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(204, answer.statusCode(), answer.body());
  }

  private static String query(Random random, String other) {
    int n = random.nextInt(10);
    return switch (random.nextInt(8)) {
      case 0 -> "/api/v1/query?query=" + encoded("m" + n);
      case 1 ->
          "/api/v1/query?query="
              + encoded("{who=\"mark-" + other.substring(0, 1) + "\"} or {__name__=~\"m.*\"}");
      case 2 -> "/api/v1/series?match[]=".replace("[]", "%5B%5D") + encoded("{__name__=~\".+\"}");
      case 3 -> "/api/v1/label/who/values";
      case 4 -> "/loki/api/v1/query_range?query=" + encoded("{app=\"a\"}");
      case 5 -> "/loki/api/v1/label/who/values";
      case 6 -> "/graphite/render?target=m" + n + "*&from=-5min&format=json";
      default -> "/api/v1/query?query=" + encoded("count by (who) ({__name__=~\"m[0-9]\"})");
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// S17: guessing is slowed down.
  @Test
  void thousandTries_areShutOut() throws Exception {
    try (Server server = startWithTokens()) {
      int wrong = 0;
      int shutOut = 0;
      for (int i = 0; i < 1000; i++) {
        var answer = send(server, "GET", "/api/v1/labels", bearer("guess" + i));
        if (answer.statusCode() == 429) {
          shutOut++;
          assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        } else {
          assertEquals(401, answer.statusCode());
          wrong++;
        }
      }
      assertEquals(10, wrong);
      assertEquals(990, shutOut);
      assertEquals(200, send(server, "GET", "/-/ready").statusCode());
    }
  }
}
