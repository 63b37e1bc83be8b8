package dev.weir.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.http.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  @TempDir Path folder;

  private Config read(String yaml, Map<String, String> environment, String... flags)
      throws IOException, ConfigException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(file, yaml);
    return Config.read(ConfigSources.of(file, environment, List.of(flags)));
  }

  private List<String> problems(String yaml, Map<String, String> environment, String... flags) {
    return assertThrows(ConfigException.class, () -> read(yaml, environment, flags)).problems();
  }

  @Test
  void read_nothingGiven_isTheDefaults() throws ConfigException {
    Config config = Config.read(ConfigSources.EMPTY);
    assertEquals(Auth.LOOPBACK, config.auth().mode());
    assertEquals(LogLevel.INFO, config.logLevel());
    assertTrue(config.memoryLimitBytes() <= 1L << 30);
    assertTrue(config.memoryLimitBytes() >= 192L << 20);
  }

  @Test
  void read_topLevelKeys_areMapped() throws Exception {
    Config config = read("auth: none\nlog: {level: debug}\nmemory: {limit: 512MiB}\n", Map.of());
    assertEquals(Auth.NONE, config.auth().mode());
    assertEquals(LogLevel.DEBUG, config.logLevel());
    assertEquals(512L << 20, config.memoryLimitBytes());
  }

  @Test
  void read_flagBeatsEnvironmentBeatsFile() throws Exception {
    String yaml =
        """
        query:
          timeout: 1s
          concurrency: 1
        limits.tenants: 1
        """;
    Config config =
        read(
            yaml,
            Map.of("WEIR_QUERY_TIMEOUT", "2s", "WEIR_QUERY_CONCURRENCY", "2"),
            "--query.timeout=3s");
    assertEquals(Duration.ofSeconds(3), config.query().timeout());
    assertEquals(2, config.query().concurrency());
    assertEquals(1, config.limits().tenants());
    String printed = ConfigText.yaml(config);
    assertTrue(printed.contains("# --query.timeout"), printed);
    assertTrue(printed.contains("# WEIR_QUERY_CONCURRENCY"), printed);
    assertTrue(printed.contains("w.yaml:4"), printed);
  }

  @Test
  void print_canBeReadAgain() throws Exception {
    Config first =
        read("http: {listen: 'off', allowed_hosts: [a, b]}\nself.instance: 'x: y'", Map.of());
    Config second = read(ConfigText.yaml(first), Map.of());
    assertEquals(first.http().allowedHosts(), second.http().allowedHosts());
    assertEquals(first.self(), second.self());
    assertEquals(first.storage(), second.storage());
  }

  @Test
  void read_manyProblems_areListedAtOnceWithKeyAndPlace() {
    String yaml =
        """
        http:
          listen: 9430
        ingest:
          statsd: {flush_interval: 10, naming: x}
        storage.durability: always
        """;
    List<String> problems =
        problems(yaml, Map.of("WEIR_NO_SUCH", "1", "WEIR_SERVICE_HOST", "x"), "--limits.tenants=0");
    String file = folder.resolve("w.yaml").toString();
    assertEquals(6, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith("http.listen: not a listener: '9430'"));
    assertTrue(problems.get(0).endsWith("(" + file + ":2)"), problems.get(0));
    assertTrue(problems.get(1).startsWith("ingest.statsd.flush_interval: not a duration: '10'"));
    assertTrue(
        problems.get(2).contains("storage.durability: must be one of fsync, interval, none"));
    assertTrue(problems.get(3).contains("limits.tenants: must be a number from 1 to"));
    assertTrue(problems.get(3).endsWith("(--limits.tenants)"), problems.get(3));
    assertTrue(problems.get(4).startsWith("ingest.statsd.naming: no such setting"));
    assertEquals("WEIR_NO_SUCH: no such setting (environment)", problems.get(5));
  }

  @Test
  void read_misspeltKey_suggestsTheRightOne() {
    List<String> problems = problems("storage.metric.retention: 1d", Map.of());
    assertTrue(problems.getFirst().contains("did you mean storage.metrics.retention?"));
  }

  @Test
  void read_beyondLoopback_isRefusedUntilAuthSaysNone() throws Exception {
    List<String> problems = problems("", Map.of(), "--ingest.graphite.listen=0.0.0.0:2003");
    assertTrue(problems.getFirst().contains("auth: none"), problems.getFirst());
    Config open = read("auth: none", Map.of(), "--ingest.graphite.listen=0.0.0.0:2003");
    assertEquals(2003, open.ingest().graphite().requireAddress().getPort());
  }

  @Test
  void read_brokenYaml_saysWhere() {
    assertTrue(problems("http: [", Map.of()).getFirst().contains("not YAML"));
    assertTrue(problems("- a", Map.of()).getFirst().contains("must be a map"));
    assertTrue(problems("http:\n", Map.of()).getFirst().contains("has no value"));
    assertTrue(problems("auth: none\nauth: none", Map.of()).getFirst().contains("given twice"));
    assertTrue(problems("a: &a\n  b: *a\n", Map.of()).getFirst().contains("nested deeper than"));
  }

  @Test
  void read_missingFile_isAProblem() {
    var e =
        assertThrows(
            ConfigException.class,
            () -> Config.read(ConfigSources.of(folder.resolve("none"), Map.of(), List.of())));
    assertTrue(e.problems().getFirst().endsWith("no such file"));
  }

  @Test
  void units_areReadAndWritten() {
    assertEquals(Duration.ofMinutes(90), Units.duration("1h30m"));
    assertEquals("1h30m", Units.format(Units.duration("90m")));
    assertEquals("400d", Units.format(Units.duration("400d")));
    assertEquals(1536, Units.size("1.5KiB"));
    assertEquals(500_000_000, Units.size("500MB"));
    assertEquals("64MiB", Units.formatSize(64 << 20));
    assertThrows(IllegalArgumentException.class, () -> Units.duration(""));
    assertThrows(IllegalArgumentException.class, () -> Units.duration("1h x"));
    assertThrows(IllegalArgumentException.class, () -> Units.size("64"));
  }

  /// `docs/configuration.md` names every key with its default.
  @Test
  void documentation_hasEveryKey() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (Settings.Effective setting : Config.schema()) {
      String row = "| `" + setting.key() + "` | `" + setting.defaultText() + "` |";
      String empty = "| `" + setting.key() + "` | |";
      assertTrue(
          page.contains(setting.defaultText().isEmpty() ? empty : row), "not in the page: " + row);
    }
  }
}
