package dev.weir.server;

import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigSources;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One short life of a server, which the launcher runs after a build so that the virtual machine
/// can write down what a start, some ingest, some queries and a stop need (the AOT cache). Uses
/// free ports and a data directory of its own.
final class Rehearsal {
  private static final int ROUNDS = 40;

  private final Server server;
  private final long nowMs = System.currentTimeMillis();

  private Rehearsal(Server server) {
    this.server = server;
  }

  /// Plays it with data in `folder`; returns the exit code.
  static int run(String folder) {
    var arguments = new ArrayList<String>();
    arguments.add("--storage.dir=" + folder);
    arguments.add("--ingest.statsd.flush_interval=500ms");
    arguments.add("--self.metrics_interval=1s");
    arguments.add("--self.host_interval=1s");
    for (String listener :
        List.of(
            "http",
            "ingest.statsd",
            "ingest.collectd",
            "ingest.graphite",
            "ingest.syslog",
            "ingest.lines")) {
      arguments.add("--" + listener + ".listen=127.0.0.1:0");
    }
    try {
      Config config = Config.read(ConfigSources.of(null, Map.of(), arguments));
      Server server = Server.start(config, System.out::println);
      new Rehearsal(server).play();
      server.close();
      return 0;
    } catch (ConfigException | StartException | IOException | InterruptedException e) {
      System.err.println("weir: rehearsal failed: " + e.getMessage());
      return 1;
    }
  }

  private void play() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      statsd(round);
      graphite(round);
      logs(round);
      long ms = nowMs - (ROUNDS - round) * 1000L;
      post(
          "/write?precision=ms",
          "cpu,host=a,core=%d usage=%d.5,idle=3i %d\n".formatted(round % 8, round, ms));
      post(
          "/api/v1/import",
          "{\"metric\":{\"__name__\":\"rehearsal\",\"n\":\"%d\"},\"values\":[%d,2.5],\"timestamps\":[%d,%d]}%n"
              .formatted(round % 8, round, ms, ms + 500));
    }
    for (String query :
        List.of(
            "rehearsal",
            "sum by (n) (rate(rehearsal[1m])) > 0",
            "histogram_quantile(0.9, rate(weir_server_http_request_duration_seconds_bucket[1m]))",
            "max_over_time(cpu_usage{host=~\"a|b\"}[1m]) / on (core) group_left cpu_idle",
            "{__name__=~\"stats.*\"}",
            "1+1")) {
      String q = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
      get("/api/v1/query?" + q);
      get(
          "/api/v1/query_range?%s&start=%d&end=%d&step=5"
              .formatted(q, nowMs / 1000 - 300, nowMs / 1000));
    }
    for (String query :
        List.of(
            "{app=\"rehearsal\"} |= \"info\" | logfmt | n > 3",
            "{job=~\"syslog|lines\"} |~ \"l[i]ne\" | json",
            "sum by (level) (count_over_time({app=~\".+\"}[1m]))")) {
      get(
          "/loki/api/v1/query_range?query=%s&since=10m&step=10"
              .formatted(URLEncoder.encode(query, StandardCharsets.UTF_8)));
    }
    for (String path :
        List.of(
            "/loki/api/v1/labels",
            "/loki/api/v1/label/app/values",
            "/",
            "/-/ready",
            "/-/healthy",
            "/metrics",
            "/weir/v1/status",
            "/api/v1/status/config",
            "/api/v1/status/buildinfo",
            "/api/v1/labels",
            "/api/v1/label/__name__/values",
            "/api/v1/series?match[]=rehearsal",
            "/api/v1/metadata",
            "/nothing",
            "/graphite/metrics/find?query=rehearsal.*",
            "/graphite/render?target=scale(rehearsal.*.a,2)&from=-5min&format=json")) {
      get(path.replace("[]", "%5B%5D"));
    }
    Thread.sleep(1_500); // one statsd flush, one round of vital signs
    post("/weir/v1/admin/compact?wait=1", "");
  }

  private void statsd(int round) throws IOException {
    InetSocketAddress address = address("statsd");
    if (address == null) {
      return;
    }
    String lines =
        "rehearsal.count:%d|c|@0.5\nrehearsal.time:%d|ms|#tag:x\nrehearsal.gauge:+%d|g\nrehearsal.set:%d|s\nbroken\n"
            .formatted(round, round, round, round);
    send(address, lines, true);
    send(address, lines, false);
  }

  private void graphite(int round) throws IOException {
    InetSocketAddress address = address("graphite");
    if (address != null) {
      String lines =
          "rehearsal.%d.a %d %d\nrehearsal.tagged;host=a %d %d\n"
              .formatted(round % 4, round, nowMs / 1000, round, nowMs / 1000);
      send(address, lines, true);
      send(address, lines, false);
    }
  }

  private void logs(int round) throws IOException {
    InetSocketAddress syslog = address("syslog");
    if (syslog != null) {
      send(syslog, "<13>1 - host rehearsal 1 - - syslog line %d".formatted(round), true);
      send(syslog, "<13>Nov 21 10:00:00 host rehearsal[1]: line %d%n".formatted(round), false);
    }
    InetSocketAddress lines = address("lines");
    if (lines != null) {
      send(lines, "{\"msg\":\"json line\",\"level\":\"info\",\"n\":%d}%n".formatted(round), false);
    }
    post(
        "/loki/api/v1/push",
        "{\"streams\":[{\"stream\":{\"app\":\"rehearsal\"},\"values\":[[\"%d000000\",\"level=info n=%d\"]]}]}"
            .formatted(nowMs - (ROUNDS - round) * 1000L, round));
  }

  private static void send(InetSocketAddress address, String text, boolean datagram)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (datagram) {
      try (var socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(bytes, bytes.length, address));
      }
    } else {
      try (var socket = new Socket(address.getAddress(), address.getPort())) {
        socket.getOutputStream().write(bytes);
      }
    }
  }

  private @Nullable InetSocketAddress address(String listener) {
    for (ListenerStatus status : server.listeners()) {
      String address = status.address();
      if (status.name().toLowerCase(Locale.ROOT).equals(listener) && address != null) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
      }
    }
    return null;
  }

  private void get(String path) throws IOException {
    request(path, null);
  }

  private void post(String path, String body) throws IOException {
    request(path, body);
  }

  /// Sends one request and reads the answer, whatever it is.
  private void request(String path, @Nullable String body) throws IOException {
    InetSocketAddress http = address("http");
    if (http == null) {
      return;
    }
    var url = URI.create("http://127.0.0.1:" + http.getPort() + path).toURL();
    var connection = (HttpURLConnection) url.openConnection();
    if (body != null) {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      if (body.startsWith("{\"streams\"")) {
        connection.setRequestProperty("Content-Type", "application/json");
      }
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    boolean fine = connection.getResponseCode() < 400;
    try (InputStream in = fine ? connection.getInputStream() : connection.getErrorStream()) {
      if (in != null) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
