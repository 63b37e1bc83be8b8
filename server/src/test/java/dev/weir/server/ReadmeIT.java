package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs every example of the README as it stands there, only with the ports of a server of its own,
/// and looks for an answer with something in it.
class ReadmeIT {
  private static final Path README = Path.of("../README.md");
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path directory;

  @Test
  void everyExample_doesWhatItShows() throws Exception {
    for (String tool : List.of("bash", "curl", "nc", "perl", "logger")) {
      assumeTrue(isInstalled(tool), "needs " + tool + ", which is not installed");
    }
    List<String> blocks = blocks();
    assertTrue(blocks.size() >= 8, "examples found: " + blocks.size());
    try (ServerProcess server =
        ServerProcess.start(
            directory.resolve("data"),
            "--ingest.statsd.flush_interval=1s",
            "--alerting.rules=" + directory.resolve("rules/*.yml"),
            "--alerting.evaluation_interval=1s")) {
      for (String block : blocks) {
        run(block, server);
      }
    }
  }

  private static List<String> blocks() throws IOException {
    return BLOCK.matcher(Files.readString(README)).results().map(match -> match.group(1)).toList();
  }

  /// Runs a block until it shows what it should; what was sent may need a moment to be flushed.
  private void run(String block, ServerProcess server) throws Exception {
    String script = withPorts(block, server);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String output = bash(script);
    while (!showsSomething(block, output)) {
      assertTrue(System.nanoTime() < deadline, block + "\nshowed only:\n" + output);
      TimeUnit.MILLISECONDS.sleep(200);
      output = bash(script);
    }
  }

  private static boolean showsSomething(String block, String output) {
    return (!block.contains("/api/v1/query ") || output.contains("\"value\":["))
        && (!block.contains("/query_range ") || output.contains("no route to host"))
        && (!block.contains("weir logs '{job=\"weir\"") || output.contains("job=\"weir\""))
        && (!block.contains("weir logs '{job=\"syslog\"") || output.contains("card declined"))
        && (!block.contains("/render") || output.contains("[0.42,"))
        && (!block.contains("/metrics/find") || output.contains("\"leaf\":0"))
        && (!block.contains("/api/v1/alerts") || output.contains("\"state\":\"firing\""))
        && (!block.contains("weir query") || output.contains("node_load1"));
  }

  private static String withPorts(String block, ServerProcess server) {
    return block
        .replaceAll("\\b9430\\b", Integer.toString(server.port("http")))
        .replaceAll("\\b8125\\b", Integer.toString(server.port("statsd")))
        .replaceAll("\\b2003\\b", Integer.toString(server.port("graphite")))
        .replaceAll("\\b25826\\b", Integer.toString(server.port("collectd")))
        .replaceAll("\\b5514\\b", Integer.toString(server.port("syslog")))
        .replaceAll("\\b5170\\b", Integer.toString(server.port("lines")))
        .replaceAll(
            "\\./weir (query|logs)",
            Matcher.quoteReplacement(weir()) + " $1 --url=http://127.0.0.1:" + server.port("http"))
        .replace("./weir rules", weir() + " rules");
  }

  /// The command line of this very build, without the launcher's build step.
  private static String weir() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private String bash(String script) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), script + "\n" + output);
    return output;
  }

  private static boolean isInstalled(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
