package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final Path SETTINGS = Path.of("../docs/configuration.md");
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final long PATIENCE_SECONDS = 240;
  private static final String TOKEN = "browser-it-8c2f1d7e4a9b";

  /// One rule that fires at once, and one that whoever shows it must not take for markup.
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
      """;

  private static final String SECURED =
      """
      auth.tokens:
        - {name: browser, token: "%s", scopes: [read]}
      """
          .formatted(TOKEN);

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
    try (ServerProcess secured = isSetting("auth.tokens") ? secured() : null;
        ServerProcess server = ServerProcess.start(directory.resolve("data"), flags())) {
      long readyMs = System.currentTimeMillis();
      var environment = environment(server, readyMs, browser);
      if (secured != null) {
        environment.put("WEIR_SECURED_URL", url(secured));
        environment.put("WEIR_SECURED_TOKEN", TOKEN);
      }
      run(node, environment);
    }
  }

  private String[] flags() throws IOException {
    var flags = new ArrayList<>(List.of("--ingest.statsd.flush_interval=1s"));
    if (isSetting("alerting.rules")) {
      flags.add("--alerting.rules=" + Files.writeString(directory.resolve("rules.yaml"), RULES));
    }
    return flags.toArray(String[]::new);
  }

  private ServerProcess secured() throws IOException {
    Path config = Files.writeString(directory.resolve("secured.yaml"), SECURED);
    return ServerProcess.start(directory.resolve("secured"), "--config=" + config);
  }

  private static boolean isSetting(String key) throws IOException {
    return Files.readString(SETTINGS).contains("| `" + key + "` |");
  }

  private static String url(ServerProcess server) {
    return "http://127.0.0.1:" + server.port("http");
  }

  private static Map<String, String> environment(ServerProcess server, long readyMs, Path browser) {
    var environment = new HashMap<String, String>();
    environment.put("WEIR_URL", url(server));
    for (String listener : List.of("statsd", "syslog", "lines")) {
      String name = "WEIR_" + listener.toUpperCase(Locale.ROOT) + "_PORT";
      environment.put(name, Integer.toString(server.port(listener)));
    }
    environment.put("WEIR_READY_MS", Long.toString(readyMs));
    environment.put("WEIR_CHROMIUM", browser.toString());
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
