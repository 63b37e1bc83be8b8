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
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
}
