package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The journeys of `web-ui/e2e` in a real browser, in front of a server that has just started. Left
/// out, with the reason, on a machine without Chromium or Node.js and in a build without the user
/// interface. Their pictures are in `web-ui/target/e2e`.
class BrowserIT {
  private static final Path UI = Path.of("../web-ui");
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final long PATIENCE_SECONDS = 240;

  /// One rule that fires at once, one that whoever shows it must not take for markup, one that
  /// cannot be evaluated.
  private static final String RULES =
      """
      groups:
        - name: "journey <b>bold</b>"
          interval: 1s
          rules:
            - alert: AlwaysFires
              expr: vector(1) > 0
              labels: {severity: critical}
              annotations: {summary: this journey is watched}
            - alert: "<img src=x onerror=window.executed=1>"
              expr: vector(2)
              labels: {severity: "</script><script>window.executed=1</script>"}
              annotations:
                summary: "<svg onload=window.executed=1>"
                runbook_url: "javascript:window.executed=1"
            - alert: CannotBeEvaluated
              expr: node_cpu_seconds_total / on (instance) node_cpu_seconds_total
      """;

  private static final String BROKEN =
      """
      groups:
        - name: broken
          rules:
            - {alert: Unclosed, expr: "sum(up"}
      """;

  private static final String READER = "browser-it-reads-8c2f1d7e4a9b5d60";
  private static final String SEVERAL = "browser-it-has-tenants-8c2f1d7e4a9b";
  private static final String SENDER = "browser-it-sends-8c2f1d7e4a9b5d60";
  private static final String PASSWORD = "browser it may do everything";
  private static final String SECURED =
      """
      auth.tokens:
        - {name: reader, token: "%s", scopes: [read]}
        - {name: several, token: "%s", scopes: [read, ingest], tenants: [mail, shop]}
        - {name: sender, token: "%s", scopes: [ingest]}
      auth.users:
        - {name: anna, password: "%s", scopes: [admin], tenants: [default]}
      """
          .formatted(READER, SEVERAL, SENDER, PASSWORD);

  @TempDir Path directory;

  @Test
  void journeys_inARealBrowser_pass() throws Exception {
    Path browser = program("WEIR_CHROMIUM", BROWSERS).orElse(null);
    assumeTrue(browser != null, "needs Chromium, which is not installed");
    Path node = program("WEIR_NODE", List.of("node")).orElse(null);
    assumeTrue(node != null, "needs Node.js, which is not installed");
    assumeTrue(
        BrowserIT.class.getResource("/weir-ui/index.html") != null,
        "needs the user interface, which this build leaves out");
    assumeTrue(
        Files.exists(UI.resolve("node_modules/playwright-core")),
        "needs playwright-core: run npm ci in web-ui");
    Path rules = Files.writeString(directory.resolve("rules.yaml"), RULES);
    Path broken = Files.writeString(directory.resolve("broken.yaml"), BROKEN);
    Path accounts = Files.writeString(directory.resolve("secured.yaml"), SECURED);
    HttpServer receiver = receiver();
    String hooks = "http://127.0.0.1:" + receiver.getAddress().getPort();
    try (ServerProcess secured =
            ServerProcess.start(
                directory.resolve("secured"), "--config=" + accounts, "--alerting.rules=" + rules);
        ServerProcess server =
            ServerProcess.start(
                directory.resolve("data"),
                "--ingest.statsd.flush_interval=1s",
                "--alerting.rules=" + rules + "," + broken,
                "--alerting.webhooks=takes-all=%s/ok,answers-500=%s/500".formatted(hooks, hooks))) {
      long readyMs = System.currentTimeMillis();
      run(node, environment(server, secured, readyMs, browser));
    } finally {
      receiver.stop(0);
    }
  }

  /// Takes messages at any path but `/500`.
  private static HttpServer receiver() throws IOException {
    var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer receiver = HttpServer.create(local, 0);
    receiver.createContext("/", exchange -> answer(exchange, 200));
    receiver.createContext("/500", exchange -> answer(exchange, 500));
    receiver.start();
    return receiver;
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private static String url(ServerProcess server) {
    return "http://127.0.0.1:" + server.port("http");
  }

  private static Map<String, String> environment(
      ServerProcess server, ServerProcess secured, long readyMs, Path browser) {
    var environment = new HashMap<String, String>();
    environment.put("WEIR_URL", url(server));
    for (String listener : List.of("statsd", "syslog", "lines")) {
      String name = "WEIR_" + listener.toUpperCase(Locale.ROOT) + "_PORT";
      environment.put(name, Integer.toString(server.port(listener)));
    }
    environment.put("WEIR_READY_MS", Long.toString(readyMs));
    environment.put("WEIR_CHROMIUM", browser.toString());
    environment.put("WEIR_SECURED_URL", url(secured));
    environment.put("WEIR_SECURED_READER", READER);
    environment.put("WEIR_SECURED_SEVERAL", SEVERAL);
    environment.put("WEIR_SECURED_SENDER", SENDER);
    environment.put("WEIR_SECURED_PASSWORD", PASSWORD);
    return environment;
  }

  /// Runs the journeys with their output in a file, which is printed at the end: this process' own
  /// streams belong to the test runner.
  private void run(Path node, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = directory.resolve("journeys.log");
    var builder =
        new ProcessBuilder(
            node.toString(),
            "node_modules/vitest/vitest.mjs",
            "run",
            "--config",
            "e2e/vitest.config.ts");
    builder.directory(UI.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("NO_COLOR", "1");
    Process journeys = builder.start();
    try {
      assertTrue(
          journeys.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS),
          "the journeys did not end within " + PATIENCE_SECONDS + " s");
      assertEquals(0, journeys.exitValue(), "journeys failed, see above");
    } finally {
      System.out.println(Files.readString(output));
      journeys.descendants().forEach(ProcessHandle::destroyForcibly);
      journeys.destroyForcibly();
    }
  }

  /// The program that a variable names, else the first of `names` on the path.
  private static Optional<Path> program(String variable, List<String> names) {
    String given = System.getenv(variable);
    Stream<Path> candidates =
        given != null
            ? Stream.of(Path.of(given))
            : names.stream()
                .flatMap(name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)));
    return candidates.filter(Files::isExecutable).findFirst();
  }
}
