package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prometheus, promtool and amtool as they are installed, against a real server. What is not
/// installed is left out, which the test says.
class RealToolsIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// A multiple of a minute, so that steps fall on samples.
  private static final long END = System.currentTimeMillis() / 60_000 * 60;

  private static final long START = END - 300;

  @TempDir static Path data;

  private static ServerProcess server;

  /// What a tool did.
  private record Ran(int code, String output) {
    Ran assertFine() {
      assertEquals(0, code, output);
      return this;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(data.resolve("weir"), "--self.metrics_interval=1s");
    for (String job : List.of("api", "web")) {
      var values = new StringBuilder();
      var times = new StringBuilder();
      for (long t = START; t <= END; t += 15) {
        values.append(t == START ? "" : ",").append(t - START);
        times.append(t == START ? "" : ",").append(t * 1000);
      }
      String line =
          "{\"metric\":{\"__name__\":\"rt_total\",\"job\":\"%s\"},\"values\":[%s],\"timestamps\":[%s]}"
              .formatted(job, values, times);
      assertEquals(204, server.post("/api/v1/import", line).statusCode());
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String url() {
    return "http://127.0.0.1:" + server.port("http");
  }

  // ---- promtool ----

  @Test
  void promtool_queries() throws Exception {
    requireTool("promtool");
    String end = Long.toString(END);
    Ran instant =
        run("promtool", "query", "instant", "--time=" + end, url(), "rt_total").assertFine();
    assertEquals(
        List.of(
            "rt_total{job=\"api\"} => 300 @[" + END + "]",
            "rt_total{job=\"web\"} => 300 @[" + END + "]"),
        instant.output().lines().sorted().toList());
    Ran range =
        run(
                "promtool",
                "query",
                "range",
                "--start=" + START,
                "--end=" + END,
                "--step=1m0s",
                url(),
                "sum(rt_total)")
            .assertFine();
    assertEquals(
        List.of("{} =>", "0 @[" + START + "]", "120 @[" + (START + 60) + "]"),
        range.output().lines().limit(3).toList());
    Ran series = run("promtool", "query", "series", "--match=rt_total", url()).assertFine();
    assertEquals(2, series.output().lines().count());
    assertEquals(
        List.of("api", "web"),
        run("promtool", "query", "labels", "--match=rt_total", url(), "job")
            .assertFine()
            .output()
            .lines()
            .toList());
    Ran wrong = run("promtool", "query", "instant", url(), "rate(");
    assertEquals(1, wrong.code());
    assertTrue(wrong.output().contains("bad_data"), wrong.output());
  }

  /// `check healthy`, `check ready` and `query analyze` came with later versions.
  @Test
  void promtool_checks() throws Exception {
    requireTool("promtool");
    String checks = run("promtool", "check", "--help").output();
    for (String check : List.of("healthy", "ready")) {
      if (checks.contains("check " + check)) {
        run("promtool", "check", check, "--url=" + url()).assertFine();
      }
    }
    if (run("promtool", "query", "--help").output().contains("query analyze")) {
      run(
              "promtool",
              "query",
              "analyze",
              "--server=" + url(),
              "--type=histogram",
              "--match=weir_server_http_request_duration_seconds")
          .assertFine();
    }
    run("promtool", "debug", "metrics", url()).assertFine();
  }

  @Test
  void ownMetrics_areValidExposition() throws Exception {
    requireTool("promtool");
    Path metrics = data.resolve("metrics.txt");
    Files.writeString(metrics, server.get("/metrics").body());
    Ran checked = run(metrics, "promtool", "check", "metrics").assertFine();
    assertEquals("", checked.output().strip());
  }

  // ---- Prometheus ----

  @Test
  void prometheus_scrapesAndWrites_andBothAnswerAlike() throws Exception {
    requireTool("prometheus");
    int port = freePort();
    String address = "127.0.0.1:" + port;
    Path config = data.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - {job_name: itself, static_configs: [{targets: ["%s"]}]}
          - {job_name: weir, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        remote_write:
          - {url: "%s/api/v1/write", queue_config: {batch_send_deadline: 100ms, max_shards: 2}}
        """
            .formatted(address, server.port("http"), url()));
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data.resolve("prometheus"),
                "--web.listen-address=" + address,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("prometheus.log").toFile())
            .start();
    try {
      // both targets are up, says the one that scrapes and the one that was written to
      String both = "sum(up{job=~\"itself|weir\"}) == 2";
      server.await(both, answer -> answer.contains("\"2\""));
      server.await(
          "count_over_time(prometheus_build_info[5m]) >= 5", answer -> answer.contains("value"));
      assertTrue(server.query("weir_build_info{job=\"weir\",instance!=\"\"}").contains("value"));
      // a time whose samples have arrived, and none of which is at its edge: 2.x counts the sample
      // at
      // the start of a range, 3.x and this server do not
      String newest = server.query("max(timestamp(prometheus_tsdb_head_series))");
      double second = Double.parseDouble(newest.replaceAll(".*,\"([0-9.]+)\"\\].*", "$1"));
      String time = String.format(Locale.ROOT, "%.3f", second - 1 + 0.001);
      for (String query :
          List.of(
              "up",
              "sort(prometheus_tsdb_head_series)",
              "sum by (job) (scrape_samples_scraped)",
              "rate(prometheus_http_requests_total[3s])",
              "increase(process_cpu_seconds_total{job=\"itself\"}[1m])",
              "histogram_quantile(0.9, sum by (le) (prometheus_http_request_duration_seconds_bucket))",
              "count by (__name__) ({__name__=~\"prometheus_tsdb_head.*\"})",
              "topk(2, max_over_time(go_memstats_alloc_bytes[5m]))",
              "absent(nosuch)")) {
        awaitAlike("http://" + address, query, time);
      }
    } finally {
      prometheus.destroy();
      if (!prometheus.waitFor(20, TimeUnit.SECONDS)) {
        prometheus.destroyForcibly();
      }
    }
  }

  /// The samples of one scrape may still be on their way: asks until the answers agree.
  private static void awaitAlike(String other, String query, String time) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Object theirs = result(other, query, time);
      Object ours = result(url(), query, time);
      if (theirs.equals(ours)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        assertEquals(theirs, ours, query + " @ " + time);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /// The result of an instant query without the order of its rows.
  private static Object result(String base, String query, String time) throws Exception {
    var uri =
        URI.create(base + "/api/v1/query?" + GrafanaRequests.form("query", query, "time", time));
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      var answer =
          new GrafanaRequests.Answer(response.statusCode(), "application/json", response.body());
      var rows = new HashMap<Object, Object>();
      for (Object row : answer.list("data", "result")) {
        rows.put(((Map<?, ?>) row).get("metric"), ((Map<?, ?>) row).get("value"));
      }
      return rows;
    }
  }

  // ---- amtool ----

  @Test
  void amtool_queriesAlertsAndSilences() throws Exception {
    requireTool("amtool");
    run(amtool("alert", "query")).assertFine();
    String id =
        run(amtool("silence", "add", "alertname=Nothing", "--comment=test", "--author=test"))
            .assertFine()
            .output()
            .strip();
    assertTrue(run(amtool("silence", "query")).assertFine().output().contains(id), id);
    run(amtool("silence", "expire", id)).assertFine();
    assertTrue(!run(amtool("silence", "query")).assertFine().output().contains(id), id);
  }

  private static String[] amtool(String... words) {
    var command =
        new ArrayList<>(List.of("amtool", "--no-version-check", "--alertmanager.url=" + url()));
    command.addAll(Arrays.asList(words));
    return command.toArray(String[]::new);
  }

  // ---- running tools ----

  private static Ran run(String... command) throws Exception {
    return run((Path) null, command);
  }

  private static Ran run(@Nullable Path input, String... command) throws Exception {
    var builder = new ProcessBuilder(command).directory(data.toFile()).redirectErrorStream(true);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    if (input == null) {
      process.getOutputStream().close();
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static void requireTool(String tool) {
    boolean isInstalled =
        Pattern.compile(":")
            .splitAsStream(System.getenv().getOrDefault("PATH", ""))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    assumeTrue(isInstalled, "needs " + tool + ", which is not installed");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
