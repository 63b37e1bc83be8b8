package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.server.auth.PasswordHash;
import dev.weir.server.auth.Tokens;
import dev.weir.server.config.Config;
import dev.weir.server.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets stay secret in a server that runs, and the page about security shows what works.
class SecurityIT {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  private static final String ALWAYS_FIRING =
      "groups: [{name: g, rules: [{alert: Always, expr: vector(1)}]}]";

  /// Settings that are declared as secret and have a canary below. Lists of credentials have some
  /// for every field.
  private static final Set<String> COVERED = Set.of("alerting.webhooks", "alerting.slack");

  @TempDir Path directory;

  /// Where a canary was found, by place.
  private final Map<String, String> seen = new LinkedHashMap<>();

  private Path secretFile(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String basic(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /// Runs a command of this build; returns all it prints.
  private String weir(Map<String, String> variables, String... arguments) throws Exception {
    List<String> command = ServerProcess.weir();
    command.addAll(List.of(arguments));
    return run(variables, command);
  }

  private String run(Map<String, String> variables, List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return said + "\nexit " + code;
  }

  @Test
  void secrets_showUpNowhere() throws Exception {
    var declared = new TreeSet<String>();
    Config.schema().stream()
        .filter(Settings.Effective::secret)
        .forEach(setting -> declared.add(setting.key()));
    declared.removeAll(COVERED);
    assertEquals(Set.of(), declared, "give these a canary in this test");

    String clearToken = "canary-clear-token-0123456789-ABCDEF";
    String fileToken = "canary-file-token-0123456789-ABCDEFG";
    String hashedToken = "canary-hashed-token-0123456789-ABCDE";
    String clearPassword = "canary clear password";
    String filePassword = "canary file password";
    String hashedPassword = "canary hashed password";
    String hash = PasswordHash.of(hashedPassword).format();
    String fileHash = PasswordHash.of("canary file hash password").format();
    String wrong = "canary-of-somebody-who-guesses";
    List<String> canaries = List.of("canary", hash, fileHash, Tokens.sha256Hex(hashedToken));
    Path config =
        secretFile(
            "weir.yaml",
            """
            log.level: debug
            auth:
              tokens:
                - {name: clear, token: %s, scopes: [admin], tenants: ["*"]}
                - {name: file, token_file: %s, scopes: [read]}
                - {name: hashed, token_sha256: %s, scopes: [ingest]}
            alerting:
              rules: [%s]
              evaluation_interval: 1s
              webhooks: ["http://127.0.0.1:1/canary-webhook", "http://127.0.0.1:1/canary?canary"]
              slack: ["chat=file:%s"]
            """
                .formatted(
                    clearToken,
                    secretFile("token", fileToken + "\n"),
                    Tokens.sha256Hex(hashedToken),
                    secretFile("rules.yml", ALWAYS_FIRING),
                    secretFile("slack", "http://127.0.0.1:1/canary-slack")));
    Map<String, String> variables =
        Map.of(
            "WEIR_AUTH_USERS",
            """
            [{name: clear-user, password: "%s", scopes: [read]},
             {name: file-user, password_file: %s, scopes: [read]},
             {name: hash-user, password_hash: "%s", scopes: [read]},
             {name: hash-file-user, password_hash_file: %s, scopes: [read]}]
            """
                .formatted(
                    clearPassword,
                    secretFile("password", filePassword),
                    hash,
                    secretFile("hash", fileHash)));
    Path log = directory.resolve("log");
    String[] admin = {"Authorization", "Bearer " + clearToken};
    try (ServerProcess server =
        ServerProcess.start(
            directory.resolve("data"),
            ProcessBuilder.Redirect.to(log.toFile()),
            variables,
            "--config=" + config)) {
      List<String> right =
          List.of(
              "Bearer " + clearToken,
              "Token " + fileToken,
              basic("x", fileToken),
              basic("clear-user", clearPassword),
              basic("file-user", filePassword),
              basic("hash-user", hashedPassword),
              basic("hash-file-user", "canary file hash password"));
      for (String header : right) {
        var answer = server.get("/api/v1/labels", "Authorization", header);
        assertEquals(200, answer.statusCode(), answer.body());
      }
      var pushed = server.post("/write", "c v=1", "Authorization", "Bearer " + hashedToken);
      assertEquals(204, pushed.statusCode(), pushed.body());
      refused(server, wrong, hashedToken);
      assertEquals(200, server.post("/weir/v1/admin/compact?wait=1", "", admin).statusCode());
      secretFile("token", "canary-changed-token-0123456789-ABCDEFG");
      secretFile("password", "");
      for (String path :
          List.of(
              "/metrics",
              "/weir/v1/status",
              "/api/v1/status/config",
              "/weir/v1/whoami",
              "/-/healthy",
              "/api/v1/query?query=up%7B",
              "/nothing")) {
        see(path, server.get(path, admin).body());
      }
      awaitInLog(log, "credentials_not_reloaded");
      while (!server.get("/weir/v1/alerting", admin).body().contains("\"lastError\":\"")) {
        TimeUnit.MILLISECONDS.sleep(50); // nobody listens where alerts are told
      }
      for (String path :
          List.of("/weir/v1/alerting", "/api/v1/alerts", "/api/v2/status", "/api/v2/receivers")) {
        see(path, server.get(path, admin).body());
      }
      see("healthy", server.get("/-/healthy", admin).body());
      assertTrue(String.valueOf(seen.get("healthy")).contains("'file-user' keeps its old secret"));
      var stranger = server.get("/-/healthy");
      assertEquals("unhealthy\n", stranger.body());
      see("stored", storedLog(server, admin));
      assertTrue(String.valueOf(seen.get("stored")).contains("admin_request name=clear"));
      server.terminate();
      see("printed", String.join("\n", server.printed()));
    }
    see("log", Files.readString(log));
    assertTrue(String.valueOf(seen.get("log")).contains("sign_in_failed source=127.0.0.1"));
    secretFile("password", filePassword);
    see("config print", weir(variables, "config", "print", "--config=" + config));
    assertTrue(String.valueOf(seen.get("config print")).contains("name: hash-file-user"));
    see(
        "config check",
        weir(
            Map.of("WEIR_AUTH_USERS", "[{name: x, password_hash: canary, scops: [read]}]"),
            "config",
            "check",
            "--config=" + config,
            "--auth.tokens=[{name: y, token_sha256: canary, token: canary, scopes: [canread]}]"));
    assertTrue(String.valueOf(seen.get("config check")).contains("did you mean scopes?"));
    seen.forEach((place, text) ->
        canaries.forEach(canary ->
            assertFalse(text.contains(canary), () -> canary + " is in " + place + ":\n" + text)));
    assertTrue(seen.size() > 15, "places looked at: " + seen.keySet());
  }

  private void see(String place, String text) {
    assertFalse(text.isEmpty(), place + " shows nothing");
    seen.put(place, text);
  }

  /// Every way to be refused that can be had without being shut out.
  private void refused(ServerProcess server, String wrong, String ingestToken) throws Exception {
    List<String[]> headers =
        List.of(
            new String[] {"Authorization", "Bearer " + wrong},
            new String[] {"Authorization", basic(wrong, wrong)},
            new String[] {"Authorization", basic("hash-user", wrong)},
            new String[] {"Authorization", wrong},
            new String[] {"Authorization", "Bearer " + ingestToken},
            new String[] {"Authorization", "Bearer " + ingestToken, "X-Scope-OrgID", "foreign"},
            new String[] {"X-Nothing", wrong});
    for (String[] each : headers) {
      var answer = server.get("/api/v1/labels?token=" + wrong, each);
      assertTrue(answer.statusCode() == 401 || answer.statusCode() == 403, answer.body());
      see("refusal " + String.join(" ", List.of(each).subList(0, 1)) + seen.size(), answer.body());
    }
  }

  private static void awaitInLog(Path log, String text) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!Files.readString(log).contains(text)) {
      assertTrue(System.nanoTime() < deadline, text + " is not in the log");
      Thread.onSpinWait();
    }
  }

  private static String storedLog(ServerProcess server, String[] admin) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String lines = server.logs("{job=\"weir\"}", admin);
    while (!lines.contains("credentials_not_reloaded") && System.nanoTime() < deadline) {
      lines = server.logs("{job=\"weir\"}", admin);
    }
    return lines;
  }

  /// The blocks of the page, run in order; then its certificate, with a token made by its command.
  @Test
  void page_examplesWork() throws Exception {
    for (String tool : List.of("bash", "openssl")) {
      assumeTrue(isInstalled(tool), "needs " + tool + ", which is not installed");
    }
    var said = new ArrayList<String>();
    for (String block :
        BLOCK.matcher(Files.readString(PAGE)).results().map(match -> match.group(1)).toList()) {
      String script = block.replace("weir auth", quoted(ServerProcess.weir()) + " auth");
      String output = run(Map.of(), List.of("bash", "-e", "-o", "pipefail", "-c", script));
      assertTrue(output.endsWith("exit 0"), script + "\n" + output);
      said.add(output);
    }
    assertEquals(3, said.size());
    String token = match("token: +(\\S+)", said.get(0));
    String sha256 = match("token_sha256: (\\S+)", said.get(0));
    assertEquals(sha256, Tokens.sha256Hex(token));
    assertTrue(
        PasswordHash.parse(match("(pbkdf2\\S+)", said.get(1)))
            .matches("correct horse battery staple"));
    try (ServerProcess server =
        ServerProcess.start(
            directory.resolve("data"),
            "--http.tls.cert=" + directory.resolve("weir.crt"),
            "--http.tls.key=" + directory.resolve("weir.key"),
            "--auth.tokens=[{name: t, token_sha256: %s, scopes: [read]}]".formatted(sha256),
            "--auth.users=[{name: u, password: a long password, scopes: [read]}]")) {
      assertTrue(server.printed().stream().anyMatch(line -> line.contains(" https 127.0.0.1:")));
      String url = "--url=https://127.0.0.1:" + server.port("http");
      Path ca = directory.resolve("ca.crt");
      secretFile("token.txt", token + "\n");
      Map<String, String> variables = Map.of("WEIR_CA", ca.toString(), "WEIR_TOKEN", token);
      shows("1", weir(variables, "query", url, "vector(1)"));
      shows("1", weir(Map.of(), "query", url, "--ca=" + ca, "--token=" + token, "vector(1)"));
      shows("1", weir(Map.of(), "query", url, "--ca=" + ca, "--token-file=token.txt", "vector(1)"));
      shows(
          "1", weir(Map.of(), "query", url, "--ca=" + ca, "--user=u:a long password", "vector(1)"));
      String inUrl = url.replace("//", "//u:a%20long%20password@");
      shows("1", weir(Map.of(), "query", inUrl, "--ca=" + ca, "vector(1)"));
      shows("exit 0", weir(variables, "logs", url, "{job=\"weir\"}"));
      shows("the server wants other credentials", weir(Map.of(), "query", url, "--ca=" + ca, "1"));
      shows(
          "the server wants other credentials",
          weir(Map.of(), "logs", url, "--ca=" + ca, "{a=\"b\"}"));
      shows("cannot trust https://127.0.0.1", weir(Map.of("WEIR_TOKEN", token), "query", url, "1"));
      shows("give one of --token", weir(Map.of(), "query", url, "--token=a", "--user=b:c", "1"));
      String unreachable = weir(Map.of(), "query", "--url=https://u:hidden-word@127.0.0.1:1", "1");
      shows("cannot reach https://127.0.0.1:1", unreachable);
      assertFalse(unreachable.contains("hidden-word"), unreachable);
    }
  }

  private static void shows(String wanted, String output) {
    assertTrue(output.contains(wanted), () -> wanted + " is not in\n" + output);
  }

  private static String match(String pattern, String text) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), text);
    return String.valueOf(matcher.group(1));
  }

  private static String quoted(List<String> command) {
    return command.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private static boolean isInstalled(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
