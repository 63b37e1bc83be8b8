package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pipelines over lines that real programs wrote: nginx 1.22.1, rsyslog, logstash-logback-encoder
/// 8.0.
final class CapturedLinesTest {
  private static final String COMBINED =
      "{app=\"test\"} | pattern `<ip> - <user> [<_>] \"<method> <path> <_>\" <status> <size> "
          + "\"<ref>\" \"<agent>\"`";

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = CapturedLinesTest.class.getResourceAsStream("/logql/" + file)) {
      assertTrue(in != null, file);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /// The values of a label over the lines of a file that are kept.
  private static List<String> values(String file, String query, String label) throws IOException {
    var run = new PipelineRun(query);
    List<String> values = new ArrayList<>();
    for (String line : lines(file)) {
      if (run.keeps(line)) {
        String value = run.state.label(label);
        values.add(value == null ? "none" : value);
      }
    }
    return values;
  }

  @Test
  void combinedLog_byPattern() throws IOException {
    assertEquals(
        List.of("200", "200", "302", "500", "200", "\"-\""), // the last request is garbage
        values("nginx-combined.log", COMBINED, "status"));
    assertEquals(
        List.of("/x", "/err"),
        values("nginx-combined.log", COMBINED + " | status >= 300 | __error__=``", "path"));
    assertEquals(List.of("bob"), values("nginx-combined.log", COMBINED + " | user!=\"-\"", "user"));
    assertEquals(
        List.of("POST /err 500"),
        formatted("nginx-combined.log", COMBINED + " | status > 400 | __error__=``"));
  }

  private static List<String> formatted(String file, String query) throws IOException {
    var run = new PipelineRun(query + " | line_format `{{.method}} {{.path}} {{.status}}`");
    List<String> written = new ArrayList<>();
    for (String line : lines(file)) {
      if (run.keeps(line)) {
        written.add(run.state.line());
      }
    }
    return written;
  }

  @Test
  void jsonLog_sameRequests() throws IOException {
    String query = "{app=\"test\"} | json";
    assertEquals(
        List.of("200", "200", "302", "500", "200", "400"),
        values("nginx-json.log", query, "status"));
    assertEquals(
        List.of("/x", "/err"),
        values("nginx-json.log", query + " | bytes > 100 and method=~\"GET|POST\"", "uri"));
    assertEquals(
        List.of("Mozilla/5.0 \"quoted\" ünï"),
        values("nginx-json.log", query + " | ua=~\"Mozilla.*\"", "ua"));
    assertEquals(List.of("400"), values("nginx-json.log", query + " | rt >= 0.001", "status"));
  }

  @Test
  void rsyslogJson_withEscapes() throws IOException {
    List<String> messages =
        values("rsyslog-jsonlines.log", "{app=\"test\"} | json message", "message");
    assertEquals(10, messages.size());
    assertEquals("file line two with \"quotes\" and \\ backslash", messages.get(1));
    assertEquals(
        4,
        values("rsyslog-jsonlines.log", "{app=\"test\"} | json | severity=\"info\"", "host")
            .size());
  }

  @Test
  void logbackJson_withTraceAndBigMessage() throws IOException {
    String query = "{app=\"test\"} | json | __error__=\"\"";
    assertEquals(
        List.of("INFO", "WARN", "ERROR", "DEBUG"),
        values("logback-json.log", query, "level").subList(0, 4));
    List<String> big = values("logback-json.log", query + " | message=~\"dev BIG.*\"", "message");
    assertEquals(1, big.size());
    assertTrue(big.getFirst().length() > 40_000, "" + big.getFirst().length());
    assertEquals(
        List.of("2023"),
        values("logback-json.log", query + " | level_value > 30000 | label_format x=`2023`", "x"));
    assertEquals(
        List.of("1"),
        values(
            "logback-json.log", "{app=\"test\"} | json v=\"[\\\"@version\\\"]\" |= \"warn\"", "v"));
  }
}
