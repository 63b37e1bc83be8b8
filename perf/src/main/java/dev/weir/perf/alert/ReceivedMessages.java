package dev.weir.perf.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A webhook on loopback that remembers when each alert was first told firing and resolved.
final class ReceivedMessages implements AutoCloseable {
  /// One alert of an Alertmanager payload, as far as it matters here: status, name, start.
  private static final Pattern ALERT =
      Pattern.compile(
          "\\{\"status\":\"(firing|resolved)\",\"labels\":\\{\"alertname\":\"(\\w+)\".*?\"startsAt\":\"([^\"]+)\"");

  /// When a message came, as `System.nanoTime()`, and how long after the alert's start that was.
  record Told(long nanos, long sinceStartNanos) {}

  private final HttpServer server;
  private final Map<String, Told> first = new HashMap<>(); // guarded by this

  private ReceivedMessages(HttpServer server) {
    this.server = server;
  }

  static ReceivedMessages listen() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var messages = new ReceivedMessages(HttpServer.create(address, 0));
    messages.server.createContext("/", messages::take);
    messages.server.start();
    return messages;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  private void take(HttpExchange exchange) throws IOException {
    long now = System.nanoTime();
    Instant wall = Instant.now();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    Matcher alert = ALERT.matcher(body);
    synchronized (this) {
      while (alert.find()) {
        long sinceStart = Duration.between(Instant.parse(alert.group(3)), wall).toNanos();
        first.putIfAbsent(alert.group(2) + ' ' + alert.group(1), new Told(now, sinceStart));
      }
      notifyAll();
    }
  }

  /// When `alert` was first told with `status`; waits for it.
  synchronized Told await(String alert, String status, Duration patience)
      throws InterruptedException {
    String key = alert + ' ' + status;
    long deadline = System.nanoTime() + patience.toNanos();
    Told told;
    while ((told = first.get(key)) == null) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new IllegalStateException("no message that " + alert + " is " + status);
      }
      wait(leftMs);
    }
    return told;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
