package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.server.GrafanaRequests.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What `docs/grafana.md` tells users to do, done: its commands against a real server, and the
/// health checks of the data sources that its file sets up.
class GrafanaDocIT {
  private static final Path PAGE = Path.of("../docs/grafana.md");
  private static final Path FILE = Path.of("../docs/examples/grafana-datasources.yaml");

  /// A command, and the answer that the page shows for it, if it shows one.
  private static final Pattern COMMAND =
      Pattern.compile("```sh\n(.*?)```\n(?:\n```\n(.*?)```\n)?", Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

  @TempDir static Path data;

  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(data, "--self.host_interval=1s");
    long now = System.currentTimeMillis() / 1000;
    server.tcp("graphite", "web1.load 1 " + now + "\ndisk.used;host=web1 81 " + now + "\n");
    server.await("{\"disk.used\"}", answer -> answer.contains("\"81\""));
    server.await("node_load1", answer -> answer.contains("\"job\":\"node\""));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void everyCommand_answersWhatThePageShows() throws Exception {
    for (String tool : List.of("bash", "curl", "cut")) {
      assumeTrue(isInstalled(tool), "needs " + tool + ", which is not installed");
    }
    List<String> shown = new ArrayList<>();
    Matcher commands = COMMAND.matcher(Files.readString(PAGE));
    while (commands.find()) {
      String output = bash(commands.group(1));
      assertFalse(output.contains("page not found"), output);
      String expected = commands.group(2);
      if (expected != null) {
        shown.add(expected);
        assertEquals(expected.strip(), output.strip(), commands.group(1));
      } else if (!commands.group(1).contains("/events/ ")) {
        assertTrue(output.length() > 20, commands.group(1) + output);
      }
    }
    assertTrue(shown.size() >= 4, "answers shown: " + shown.size());
  }

  @Test
  void everyLink_leadsSomewhere() throws Exception {
    Matcher links = LINK.matcher(Files.readString(PAGE));
    int count = 0;
    while (links.find()) {
      assertTrue(Files.exists(PAGE.resolveSibling(links.group(1))), links.group(1));
      count++;
    }
    assertTrue(count >= 4, "links: " + count);
  }

  @Test
  void provisionedDataSources_passTheirHealthChecks() throws Exception {
    var types = new TreeSet<String>();
    for (Object one : dataSources()) {
      Map<?, ?> source = (Map<?, ?>) one;
      String url = String.valueOf(source.get("url"));
      assertTrue(url.startsWith("http://127.0.0.1:9430"), url);
      assertTrue(Files.readString(PAGE).contains('`' + url + '`'), url);
      assertEquals("proxy", source.get("access"));
      String type = String.valueOf(source.get("type"));
      types.add(type);
      assertHealthy(type, new GrafanaRequests(server, URI.create(url).getPath()));
    }
    assertEquals(new TreeSet<>(List.of("graphite", "loki", "prometheus")), types);
  }

  private static List<?> dataSources() throws Exception {
    Object file = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
    Map<?, ?> root = (Map<?, ?>) Objects.requireNonNull(file);
    assertEquals(1, root.get("apiVersion"));
    List<?> sources = (List<?>) Objects.requireNonNull(root.get("datasources"));
    assertEquals(3, sources.size());
    return sources;
  }

  private static void assertHealthy(String type, GrafanaRequests grafana) throws Exception {
    switch (type) {
      case "prometheus" -> {
        Answer answer = grafana.post("/api/v1/query", "query", "1+1", "time", "4");
        assertEquals(List.of(4L, "2"), answer.at("data", "result"));
      }
      case "loki" -> {
        Answer answer =
            grafana.get(
                "/loki/api/v1/query",
                "query",
                "vector(1)+vector(1)",
                "time",
                "4000000000",
                "direction",
                "backward");
        assertEquals(1, answer.list("data", "result").size());
        assertEquals("2", answer.at("data", "result", 0, "value", 1));
      }
      case "graphite" -> assertFalse(grafana.get("/metrics/find", "query", "*").list().isEmpty());
      default -> throw new AssertionError("no health check known for " + type);
    }
  }

  private static String bash(String script) throws Exception {
    String here = script.replaceAll("\\b9430\\b", Integer.toString(server.port("http")));
    Process process =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", here)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), here + "\n" + output);
    return output;
  }

  private static boolean isInstalled(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
