package dev.weir.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.StartException;
import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigSources;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpHostTest {
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpHost host = host("127.0.0.1:0");
  private InetSocketAddress bound = new InetSocketAddress(0);

  private static HttpHost host(String listen) {
    try {
      Config config =
          Config.read(
              ConfigSources.of(
                  null,
                  Map.of(),
                  List.of(
                      "--http.listen=" + listen,
                      "--http.max_concurrent_requests=1",
                      "--http.max_connections=2",
                      "--http.allowed_origins=https://g.test")));
      return HttpHost.open(config, Clock.SYSTEM, new MetricRegistry());
    } catch (ConfigException | StartException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    bound = host.start();
  }

  @AfterEach
  void stop() {
    held.countDown();
    host.close();
    client.close();
  }

  private void serve() {
    host.serve(
        new RouteTable(
            List.of(
                Route.get("/thread", Scope.OPEN, x -> Replies.text(x, 200, thread())),
                Route.get("/virtual", Scope.OPEN, x -> Replies.text(x, 200, thread())).waiting(),
                Route.get(
                    "/held",
                    Scope.READ,
                    x -> {
                      entered.countDown();
                      held.await();
                      Replies.text(x, 200, "done");
                    }),
                Route.get("/read", Scope.READ, x -> Replies.text(x, 200, "read")),
                Route.post(
                    "/broken",
                    Scope.READ,
                    x -> {
                      throw new IllegalStateException("secret detail");
                    }))));
  }

  private static String thread() {
    return Thread.currentThread().isVirtual() ? "virtual" : "platform";
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bound.getPort() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void beforeServe_everythingIsStarting() throws Exception {
    var answer = send("GET", "/thread");
    assertEquals(503, answer.statusCode());
    assertEquals("starting\n", answer.body());
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
  }

  @Test
  void routes_runWhereTheyAsk() throws Exception {
    serve();
    assertEquals("platform\n", send("GET", "/thread").body());
    assertEquals("virtual\n", send("GET", "/virtual").body());
  }

  @Test
  void unknownPathAndMethod_areText() throws Exception {
    serve();
    assertEquals(404, send("GET", "/nothing").statusCode());
    assertEquals("404 page not found\n", send("GET", "/nothing").body());
    var wrong = send("DELETE", "/thread");
    assertEquals(405, wrong.statusCode());
    assertEquals("GET", wrong.headers().firstValue("Allow").orElse(""));
    assertEquals(204, send("OPTIONS", "/anything").statusCode());
  }

  @Test
  void head_isGetWithoutBody() throws Exception {
    serve();
    var answer = send("HEAD", "/read");
    assertEquals(200, answer.statusCode());
    assertEquals("", answer.body());
  }

  @Test
  void handlerThatThrows_isInternalErrorWithoutDetail() throws Exception {
    serve();
    var answer = send("POST", "/broken");
    assertEquals(500, answer.statusCode());
    assertFalse(answer.body().contains("secret detail"));
  }

  @Test
  void moreRequestsThanAllowed_areRefused_probesAreNot() throws Exception {
    serve();
    var first = Thread.ofVirtual().start(() -> quietly("/held"));
    entered.await();
    var refused = send("GET", "/read");
    assertEquals(503, refused.statusCode());
    assertTrue(refused.body().contains("http.max_concurrent_requests"));
    assertEquals(200, send("GET", "/thread").statusCode());
    held.countDown();
    first.join();
  }

  private void quietly(String path) {
    try {
      send("GET", path);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void allowedOrigin_getsCorsHeaders_othersDoNot() throws Exception {
    serve();
    var allowed = send("GET", "/read", "Origin", "https://g.test");
    assertEquals(200, allowed.statusCode());
    assertEquals(
        "https://g.test", allowed.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    var none = send("GET", "/read");
    assertTrue(none.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    assertEquals(403, send("OPTIONS", "/read", "Origin", "https://evil.test").statusCode());
  }

  @Test
  void badTenant_isRefused() throws Exception {
    serve();
    assertEquals(400, send("GET", "/read", "X-Scope-OrgID", "../x").statusCode());
    assertEquals(200, send("GET", "/read", "X-Scope-OrgID", "team-1").statusCode());
  }

  @Test
  void takenPort_isABindException() {
    var second = host("127.0.0.1:" + bound.getPort());
    assertThrows(BindException.class, second::start);
    second.close();
  }

  @Test
  void stopServing_saysWhy() throws Exception {
    serve();
    host.stopServing("stopping");
    assertEquals("stopping\n", send("GET", "/read").body());
  }

  @Test
  void twoRoutesAlike_areRefused() {
    var one = Route.get("/a", Scope.READ, x -> {});
    assertThrows(IllegalArgumentException.class, () -> new RouteTable(List.of(one, one)));
  }

  /// Sends `request` as it stands, without its line ends; returns all that comes.
  private String raw(String... request) throws Exception {
    try (var socket = new Socket(bound.getAddress(), bound.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void headersThatMustBeOne_twice_areRefused() throws Exception {
    serve();
    for (String name : List.of("Authorization", "X-Scope-OrgID", "Origin", "Sec-Fetch-Site")) {
      String answer =
          raw("GET /read HTTP/1.1", "Host: localhost", name + ": a", name + ": b", "", "");
      assertTrue(answer.startsWith("HTTP/1.1 400"), name + ": " + answer);
      assertTrue(answer.contains(name + " must stand in a request once"), answer);
    }
  }

  /// Whether a proxy takes the second request for a body or not: here it is not answered.
  @Test
  void transferEncodings_butChunked_areRefusedWithTheConnection() throws Exception {
    serve();
    for (String coding : List.of("xchunked", "gzip, chunked", "identity")) {
      String answer =
          raw(
              "POST /broken HTTP/1.1",
              "Host: localhost",
              "Transfer-Encoding: " + coding,
              "",
              "0",
              "",
              "GET /read HTTP/1.1",
              "Host: localhost",
              "Connection: close",
              "",
              "");
      assertTrue(answer.startsWith("HTTP/1.1 400"), coding + ": " + answer);
      assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
    }
  }

  @Test
  void everyAnswer_tellsBrowsersAndCachesToLeaveItAlone() throws Exception {
    serve();
    for (var answer :
        List.of(
            send("GET", "/read"),
            send("GET", "/nothing"),
            send("POST", "/broken"),
            send("GET", "/read", "Origin", "https://evil.test"))) {
      Map<String, String> wanted =
          Map.of(
              "Cache-Control", "no-store",
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
              "X-Content-Type-Options", "nosniff",
              "Cross-Origin-Resource-Policy", "same-origin");
      wanted.forEach((name, value) ->
          assertEquals(value, answer.headers().firstValue(name).orElse(""), answer + " " + name));
    }
  }

  /// The limit is two, and two connections say nothing: a third one is heard once one has gone.
  @Test
  void moreConnectionsThanAllowed_wait() throws Exception {
    serve();
    InetAddress address = bound.getAddress();
    try (var first = new Socket(address, bound.getPort());
        var second = new Socket(address, bound.getPort())) {
      second.setSoTimeout(20_000);
      ping(first);
      ping(second);
      try (var third = new Socket(address, bound.getPort())) {
        third.setSoTimeout(300);
        assertThrows(SocketTimeoutException.class, () -> ping(third));
        first.shutdownOutput();
        third.setSoTimeout(20_000);
        assertTrue(third.getInputStream().read() >= 0);
      }
    }
  }

  private static void ping(Socket socket) throws IOException {
    byte[] request =
        "GET /thread HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(request);
    assertTrue(socket.getInputStream().read() >= 0);
  }
}
