package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log lines through the whole server: sockets in, LogQL out, over kill and restart.
class LogsIT {
  /// What the issue promises for senders that wait for nothing; generous for a busy machine.
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path data;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String octets(String frame) {
    return utf8(frame).length + " " + frame;
  }

  private static String push(String stream, String... lines) {
    var values = new ArrayList<String>();
    long now = System.currentTimeMillis();
    for (String line : lines) {
      values.add("[\"%d000000\",\"%s\"]".formatted(now, line));
    }
    return "{\"streams\":[{\"stream\":{%s},\"values\":[%s]}]}"
        .formatted(stream, String.join(",", values));
  }

  private static int pushStatus(ServerProcess server, String body) throws Exception {
    return server.post("/loki/api/v1/push", body, "Content-Type", "application/json").statusCode();
  }

  private static String count(String selector) {
    return "sum(count_over_time(" + selector + "[1h]))";
  }

  private static boolean isCount(String answer, int count) {
    return answer.contains("\"" + count + "\"]");
  }

  @Test
  void everyProtocol_isSearchable_onceAfterKill_andAfterCompaction() throws Exception {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    String[] all = {"{app=\"disk\"}", "{app=\"framed\"}", "{app=\"shop\"}", "{job=\"push\"}"};
    try (var server = ServerProcess.start(data)) {
      server.udp(
          "syslog",
          utf8("<11>1 - web01 disk 77 ID9 [ctx@1 dev=\"sda \\\"1\\\"\"] disk /dev/sda is full"));
      server.tcp(
          "syslog",
          octets("<14>1 - web02 framed - - - first\nwith a line end")
              + octets("<14>1 - web02 framed - - - second")
              + "<14>"
              + DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).format(now)
              + " web02 framed[9]: third\n");
      server.tcp("lines", "{\"level\":\"warn\",\"msg\":\"slow\",\"app\":\"shop\",\"ms\":1840}\n");
      server.udp("lines", utf8("{\"level\":\"info\",\"msg\":\"fine\",\"app\":\"shop\",\"ms\":3}"));
      assertEquals(204, pushStatus(server, push("\"job\":\"push\"", "a=1", "a=2", "b=3")));
      // acknowledged: there at once
      assertTrue(isCount(server.logs(count("{job=\"push\"}")), 3));
      assertTrue(server.logs("{job=\"push\"} | logfmt | a > 1").contains("a=2"));

      String full =
          server.awaitLogs("{app=\"disk\"} |= \"full\"", SOON, a -> a.contains("disk /dev/sda"));
      assertTrue(full.contains("\"level\":\"error\""), full);
      assertTrue(full.contains("\"host\":\"web01\""), full);
      assertTrue(full.contains("\"pid\":\"77\""), full);
      server.awaitLogs(count("{app=\"framed\"}"), SOON, answer -> isCount(answer, 3));
      assertTrue(server.logs("{app=\"framed\"}").contains("first\\nwith a line end"));
      server.awaitLogs(count("{app=\"shop\"}"), SOON, answer -> isCount(answer, 2));
      assertTrue(isCount(server.logs(count("{app=\"shop\"} | ms > 1000 ")), 1));
      server.awaitLogs("{job=\"weir\"} |= \"ready\" or \"start\"", SOON, a -> a.contains("level"));
      server.kill();
    }
    int[] counts = {1, 3, 2, 3};
    try (var server = ServerProcess.start(data)) {
      for (int i = 0; i < all.length; i++) {
        assertTrue(isCount(server.logs(count(all[i])), counts[i]), all[i]);
      }
      assertEquals(200, server.post("/weir/v1/admin/compact?wait=1", "").statusCode());
      for (int i = 0; i < all.length; i++) {
        assertTrue(isCount(server.logs(count(all[i])), counts[i]), all[i] + " compacted");
      }
      server.terminate();
    }
    assertEquals(List.of(), StoreCheck.run(data, line -> {}));
    try (var server = ServerProcess.start(data)) {
      for (int i = 0; i < all.length; i++) {
        assertTrue(isCount(server.logs(count(all[i])), counts[i]), all[i] + " reopened");
      }
    }
  }

  @Test
  void badInput_isCounted_andNeighboursAreUnharmed() throws Exception {
    try (var server = ServerProcess.start(data)) {
      String good = "<14>1 - web03 good - - - neighbour\n";
      var binary = new ByteArrayOutputStream();
      binary.writeBytes(utf8(good + "<14>1 - web03 binary - - - "));
      binary.writeBytes(new byte[] {'a', 0, (byte) 0xff, (byte) 0xfe, 1, 'z'});
      binary.writeBytes(utf8("\n" + good + "<14>1 - web03 long - - - " + "x".repeat(300_000)));
      binary.writeBytes(utf8("\n" + good + "99999999999 broken count\n" + good));
      binary.writeBytes(utf8("<14>1 1970-01-01T00:00:00Z web03 clock - - - old\n"));
      binary.writeBytes(utf8("<14>1 2100-01-01T00:00:00Z web03 clock - - - future\n" + good));
      server.tcp("syslog", binary.toByteArray());
      var keys = new StringBuilder("{\"app\":\"keys\",\"msg\":\"many\"");
      for (int i = 0; i < 10_000; i++) {
        keys.append(",\"k").append(i).append("\":").append(i);
      }
      server.tcp("lines", keys + "}\n{\"app\":\"keys\",\"msg\":\"neighbour\"}\n");

      server.awaitLogs(count("{app=\"good\"}"), SOON, answer -> isCount(answer, 5));
      server.awaitLogs(count("{app=\"keys\"}"), SOON, answer -> isCount(answer, 2));
      assertTrue(isCount(server.logs(count("{app=\"binary\"} |= \"z\"")), 1));
      assertTrue(
          server
              .logs("sum(bytes_over_time({app=\"binary\"}[1h]))")
              .contains("\"6\"]")); // kept byte for byte
      assertTrue(server.logs("sum(bytes_over_time({app=\"long\"}[1h]))").contains("\"262144\"]"));
      assertTrue(isCount(server.logs(count("{app=\"long\"} | weir_line_cut != \"\" ")), 1));
      // clocks that cannot be right: the time of arrival, the sender's kept beside it
      String clocks = server.logs("{app=\"clock\"}");
      assertTrue(clocks.contains("1970-01-01") && clocks.contains("2100-01-01"), clocks);
      String metrics = server.get("/metrics").body();
      assertTrue(metrics.contains("weir_ingest_"), metrics);

      // label names that are not: refused with a reason, the stream beside it kept
      String entry = "[\"" + System.currentTimeMillis() + "000000\",\"kept\"]";
      String bad =
          "{\"streams\":[{\"stream\":{\"no-name\":\"x\"},\"values\":["
              + entry
              + "]},{\"stream\":{\"app\":\"beside\"},\"values\":["
              + entry
              + "]}]}";
      var answer = server.post("/loki/api/v1/push", bad, "Content-Type", "application/json");
      assertEquals(400, answer.statusCode(), answer::body);
      assertTrue(isCount(server.logs(count("{app=\"beside\"}")), 1));
    }
  }

  @Test
  void eventsBecomeLogRecords() throws Exception {
    try (var server = ServerProcess.start(data)) {
      server.udp("statsd", utf8("_e{6,11}:deploy|shop v1.2.3|h:web01|#env:prod\nafter.event:1|c"));
      var notification = ByteBuffer.allocate(200);
      part(notification, 0x0000, "web09\0");
      notification.putShort((short) 0x0001).putShort((short) 12);
      notification.putLong(System.currentTimeMillis() / 1000);
      part(notification, 0x0002, "disk\0");
      notification.putShort((short) 0x0101).putShort((short) 12).putLong(1);
      part(notification, 0x0100, "disk on fire\0");
      server.udp(
          "collectd", java.util.Arrays.copyOf(notification.array(), notification.position()));
      server.awaitLogs(
          "{job=\"events\", kind=\"dogstatsd\"}", SOON, a -> a.contains("shop v1.2.3"));
      server.awaitLogs(
          "{job=\"events\", kind=\"collectd\", host=\"web09\"}",
          SOON,
          answer -> answer.contains("disk on fire") && answer.contains("\"level\":\"error\""));
    }
  }

  private static void part(ByteBuffer into, int type, String text) {
    into.putShort((short) type).putShort((short) (4 + text.length())).put(utf8(text));
  }

  @Test
  void tenants_seeOnlyTheirOwn() throws Exception {
    try (var server = ServerProcess.start(data)) {
      String body = push("\"app\":\"mine\"", "secret of a");
      var pushed =
          server.post(
              "/loki/api/v1/push",
              body,
              "Content-Type",
              "application/json",
              "X-Scope-OrgID",
              "tenant-a");
      assertEquals(204, pushed.statusCode(), pushed::body);
      assertTrue(server.logs("{app=\"mine\"}", "X-Scope-OrgID", "tenant-a").contains("secret"));
      assertFalse(server.logs("{app=\"mine\"}").contains("secret"));
    }
  }

  @Test
  void commandLine_printsAndFollows() throws Exception {
    try (var server = ServerProcess.start(data)) {
      assertEquals(204, pushStatus(server, push("\"app\":\"cli\"", "first error", "fine")));
      Path out = data.resolve("followed.txt");
      Process follow =
          weir(out, server, "logs", "{app=\"cli\"} |= \"error\"", "--since", "1h", "--follow");
      try {
        awaitText(out, "first error");
        assertEquals(204, pushStatus(server, push("\"app\":\"cli\"", "second error")));
        awaitText(out, "second error");
      } finally {
        follow.destroyForcibly().waitFor();
      }
      String printed = Files.readString(out);
      assertFalse(printed.contains("fine"), printed);
      assertEquals(1, printed.lines().filter(line -> line.contains("first error")).count());
      Path wrong = data.resolve("wrong.txt");
      Process failed = weir(wrong, server, "logs", "{app=");
      assertTrue(failed.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, failed.exitValue());
      assertTrue(Files.readString(wrong).contains("parse error"), Files.readString(wrong));
    }
  }

  private static Process weir(Path out, ServerProcess server, String... arguments)
      throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("WEIR_URL", "http://127.0.0.1:" + server.port("http"));
    return builder.start();
  }

  private static void awaitText(Path file, String wanted) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!Files.exists(file) || !Files.readString(file).contains(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no '" + wanted + "' in " + Files.readString(file));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// The `logger` of util-linux, where it is installed.
  @Test
  void realLogger_bothFormats() throws Exception {
    Path logger = Path.of("/usr/bin/logger");
    assumeTrue(Files.isExecutable(logger), "no logger on this machine");
    try (var server = ServerProcess.start(data)) {
      String port = Integer.toString(server.port("syslog"));
      for (List<String> options :
          List.of(
              List.of("-d", "--rfc3164"),
              List.of("-d", "--rfc5424"),
              List.of("-T", "--rfc5424", "--octet-count"),
              List.of("-T", "--rfc3164"))) {
        var command = new ArrayList<>(List.of(logger.toString(), "-n", "127.0.0.1", "-P", port));
        command.addAll(options);
        command.addAll(List.of("-t", "real", "-p", "local0.warning", "via " + options));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
      }
      server.awaitLogs(
          count("{job=\"syslog\", app=\"real\", level=\"warn\"} |= \"via\" "),
          SOON,
          answer -> isCount(answer, 4));
    }
  }
}
