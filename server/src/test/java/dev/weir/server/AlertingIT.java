package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Alerting as users have it: rule files, a real process, `kill -9`.
class AlertingIT {
  private static final Pattern ACTIVE_AT = Pattern.compile("\"activeAt\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Path rules;

  @BeforeEach
  void makeFolder() throws IOException {
    rules = Files.createDirectory(directory.resolve("rules"));
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        directory.resolve("data"),
        "--alerting.rules=" + rules.resolve("*.yml"),
        "--alerting.evaluation_interval=1s",
        "--alerting.query_offset=0",
        "--self.host_interval=0");
  }

  private static void set(ServerProcess server, String metric, int value) throws Exception {
    String line =
        "{\"metric\":{\"__name__\":\"%s\",\"host\":\"a\"},\"values\":[%d],\"timestamps\":[%d]}%n"
            .formatted(metric, value, System.currentTimeMillis());
    assertEquals(204, server.post("/api/v1/import", line).statusCode());
  }

  private static String await(ServerProcess server, String path, Predicate<String> wanted)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String body = server.get(path).body();
      if (wanted.test(body)) {
        return body;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(path + " still answers " + body);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static String alerts(ServerProcess server, String state) throws Exception {
    return await(server, "/api/v1/alerts", body -> body.contains("\"state\":\"" + state + "\""));
  }

  private static Instant activeAt(String alerts) {
    Matcher matcher = ACTIVE_AT.matcher(alerts);
    assertTrue(matcher.find(), alerts);
    return Instant.parse(matcher.group(1));
  }

  @Test
  void alert_survivesKillWhilePendingAndWhileFiring() throws Exception {
    Files.writeString(
        rules.resolve("r.yml"),
        """
        groups:
          - name: g
            rules:
              - record: hot:twice
                expr: hot * 2
              - alert: Hot
                expr: hot:twice > 10
                for: 15s
                labels: {severity: page}
                annotations: {summary: 'it has {{ $value }} degrees'}
        """);
    Instant activeAt;
    try (ServerProcess server = start()) {
      set(server, "hot", 7);
      activeAt = activeAt(alerts(server, "pending"));
      server.await(
          "ALERTS{alertstate=\"pending\"}", answer -> answer.contains("\"alertname\":\"Hot\""));
      server.kill();
    }
    Instant firedAt;
    try (ServerProcess server = start()) {
      assertEquals(activeAt, activeAt(alerts(server, "pending")), "its true age");
      String firing = alerts(server, "firing");
      firedAt = Instant.now();
      assertEquals(activeAt, activeAt(firing));
      long waited = Duration.between(activeAt, firedAt).toSeconds();
      assertTrue(waited >= 14 && waited < 60, "fired after " + waited + " s");
      assertTrue(firing.contains("it has 14 degrees") && firing.contains("1.4e+01"), firing);
      server.awaitLogs(
          "{job=\"events\", kind=\"alert\"} |= \"firing\"",
          PATIENCE,
          answer -> answer.contains("Hot firing on a: it has 14 degrees"));
      server.kill();
    }
    try (ServerProcess server = start()) {
      assertEquals(activeAt, activeAt(alerts(server, "firing")));
      server.await(
          "ALERTS_FOR_STATE", answer -> answer.contains("\"" + activeAt.getEpochSecond() + "\""));
      set(server, "hot", 1);
      await(server, "/api/v1/alerts", body -> body.contains("\"alerts\":[]"));
      server.await("ALERTS", answer -> answer.contains("\"result\":[]"));
      server.awaitLogs(
          "{job=\"events\", kind=\"alert\"} |= \"resolved\"",
          PATIENCE,
          answer -> answer.contains("Hot resolved on a"));
      String shown = server.get("/api/v1/rules?type=alert").body();
      assertTrue(shown.contains("\"state\":\"inactive\""), shown);
    }
  }

  @Test
  void mistake_isShownWhileTheOtherRulesRun() throws Exception {
    Files.writeString(
        rules.resolve("good.yml"), "groups: [{name: g, rules: [{record: one, expr: '1'}]}]");
    Path bad = rules.resolve("bad.yml");
    Files.writeString(bad, "groups: [{name: h, rules: [{record: two, expr: '2 +'}]}]");
    try (ServerProcess server = start()) {
      server.await("one", answer -> answer.contains("\"value\""));
      String shown = server.get("/weir/v1/alerting").body();
      assertTrue(
          shown.contains("\"groups\":0,\"rules\":0,\"problems\":[{\"line\":1,\"column\":"), shown);
      HttpResponse<String> refused = server.post("/-/reload", "");
      assertEquals(500, refused.statusCode());
      assertTrue(refused.body().startsWith(bad + ":1:"), refused.body());
      Files.writeString(bad, "groups: [{name: h, rules: [{record: two, expr: '2'}]}]");
      assertEquals(200, server.post("/-/reload", "").statusCode());
      server.await("two", answer -> answer.contains("\"value\""));
      String metrics = server.get("/metrics").body();
      assertTrue(metrics.contains("weir_alerting_rules_reload_successful 1"), metrics);
    }
  }
}
