package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a sample to the message in a chat: a real process, a rule file, receivers that work, fail
/// and come back, `kill -9` in between.
class NotificationIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// One message as a receiver got it.
  private record Message(String path, String key, String body) {}

  @TempDir private Path directory;
  private final List<Message> messages = new ArrayList<>(); // guarded by this
  private volatile int answer = 200;
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.start();
    Files.writeString(
        directory.resolve("rules.yml"),
        """
        groups:
          - name: orders
            rules:
              - alert: QueueLong
                expr: queue_length > 100
                labels: {severity: page}
                annotations:
                  summary: 'queue of {{ $labels.host }} has {{ $value }} <orders>'
        """);
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (answer == 200) {
      synchronized (this) {
        messages.add(new Message(exchange.getRequestURI().getPath(), key, body));
        notifyAll();
      }
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private synchronized List<Message> await(Predicate<List<Message>> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!wanted.test(messages)) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      assertTrue(leftMs > 0, () -> "not what was awaited: " + messages);
      wait(leftMs);
    }
    return List.copyOf(messages);
  }

  private List<Message> awaitTold(String path, String text) throws InterruptedException {
    return await(
        all -> all.stream().anyMatch(m -> m.path().equals(path) && m.body().contains(text)));
  }

  private ServerProcess start() throws IOException {
    String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
    return ServerProcess.start(
        directory.resolve("data"),
        "--alerting.rules=" + directory.resolve("rules.yml"),
        "--alerting.evaluation_interval=1s",
        "--alerting.query_offset=0",
        "--alerting.group_wait=0s",
        "--alerting.group_interval=1s",
        "--alerting.webhooks=" + base + "/hook",
        "--alerting.slack=chat=" + base + "/chat",
        "--self.host_interval=0");
  }

  private static void queue(ServerProcess server, String host, int length) throws Exception {
    String line = "queue_length,host=%s value=%d".formatted(host, length);
    assertEquals(204, server.post("/write", line).statusCode());
  }

  private static void await(ServerProcess server, String path, Predicate<String> wanted)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String body = server.get(path).body();
    while (!wanted.test(body)) {
      assertTrue(System.nanoTime() < deadline, body);
      TimeUnit.MILLISECONDS.sleep(50);
      body = server.get(path).body();
    }
  }

  private static void awaitPending(ServerProcess server, int pending) throws Exception {
    String text = "\"pending\":" + pending;
    await(server, "/weir/v1/alerting", body -> body.split(text, -1).length == 3); // both
  }

  @Test
  void alert_isTold_throughOutageAndKill_onceWithItsCurrentState() throws Exception {
    try (ServerProcess server = start()) {
      queue(server, "a", 250);
      awaitTold("/hook", "\"status\":\"firing\"");
      List<Message> told = awaitTold("/chat", "QueueLong");
      String chat = told.stream().filter(m -> m.path().equals("/chat")).findAny().get().body();
      assertTrue(chat.contains("[FIRING:1] QueueLong"), chat);
      assertTrue(chat.contains("queue of a has 250 &lt;orders&gt;"), chat);
      String hook = told.stream().filter(m -> m.path().equals("/hook")).findAny().get().body();
      assertTrue(hook.contains("\"version\":\"4\""), hook);
      assertTrue(hook.contains("queue of a has 250 <orders>"), hook);
      assertTrue(server.get("/api/v2/alerts").body().contains("\"alertname\":\"QueueLong\""));
      int toldBefore = told.size();

      answer = 500; // both receivers fail from here on
      queue(server, "b", 300);
      queue(server, "a", 1);
      awaitPending(server, 1);
      queue(server, "c", 300);
      await(server, "/api/v2/alerts", body -> body.contains("\"host\":\"c\"")); // kept
      server.kill();
      answer = 200;
      assertEquals(toldBefore, await(all -> true).size());
    }
    try (ServerProcess server = start()) {
      queue(server, "b", 300);
      queue(server, "c", 300);
      List<Message> told =
          await(all -> all.stream().filter(m -> m.body().contains("resolved")).count() >= 2);
      awaitPending(server, 0);
      List<Message> hooks = told.stream().filter(m -> m.path().equals("/hook")).toList();
      assertEquals(2, hooks.size(), "one message with the current state: " + hooks);
      String last = hooks.getLast().body();
      assertTrue(
          last.contains(
              "\"status\":\"firing\",\"labels\":{\"alertname\":\"QueueLong\",\"host\":\"b\""),
          last);
      assertTrue(
          last.contains(
              "\"status\":\"firing\",\"labels\":{\"alertname\":\"QueueLong\",\"host\":\"c\""),
          last);
      assertTrue(
          last.contains(
              "\"status\":\"resolved\",\"labels\":{\"alertname\":\"QueueLong\",\"host\":\"a\""),
          last);
      assertFalse(hooks.getFirst().key().equals(hooks.getLast().key()));

      queue(server, "b", 0);
      queue(server, "c", 0);
      awaitTold("/hook", "\"truncatedAlerts\":0,\"status\":\"resolved\"");
      assertEquals(200, server.post("/weir/v1/alerting/test?receiver=chat", "").statusCode());
      awaitTold("/chat", "test");
      String status = server.get("/weir/v1/alerting").body();
      assertTrue(status.contains("\"target\":\"http://127.0.0.1:"), status);
      assertFalse(status.contains("/chat") || status.contains("/hook"), status);
    }
  }
}
