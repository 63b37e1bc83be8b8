package dev.weir.perf.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A webhook on loopback that remembers when each alert was first told firing and resolved.
final class ReceivedMessages implements AutoCloseable {
  /// One alert of an Alertmanager payload, as far as it matters here: status, then its name.
  private static final Pattern ALERT =
      Pattern.compile("\\{\"status\":\"(firing|resolved)\",\"labels\":\\{\"alertname\":\"(\\w+)\"");

  private final HttpServer server;
  private final Map<String, Long> firstNanos = new HashMap<>(); // guarded by this

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
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    Matcher alert = ALERT.matcher(body);
    synchronized (this) {
      while (alert.find()) {
        firstNanos.putIfAbsent(alert.group(2) + ' ' + alert.group(1), now);
      }
      notifyAll();
    }
  }

  /// When `alert` was first told with `status`, as `System.nanoTime()`; waits for it.
  synchronized long await(String alert, String status, Duration patience)
      throws InterruptedException {
    String key = alert + ' ' + status;
    long deadline = System.nanoTime() + patience.toNanos();
    while (!firstNanos.containsKey(key)) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new IllegalStateException("no message that " + alert + " is " + status);
      }
      wait(leftMs);
    }
    return firstNanos.get(key);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
