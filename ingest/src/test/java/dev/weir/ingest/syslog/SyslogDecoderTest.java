package dev.weir.ingest.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.LogDecoded;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.logs.LogBatch;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SyslogDecoderTest {
  private static LogDecoded decoder() {
    return new LogDecoded(new SyslogDecoder(ZoneOffset.UTC));
  }

  private static LogDecoded.Entry of(String message) {
    LogDecoded decoded = decoder().feed(message);
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    return decoded.only();
  }

  @Test
  void rfc5424_allParts() {
    LogDecoded.Entry entry =
        of(
            "<165>1 2026-11-20T10:14:15.003000007+01:00 web.example evntslog 42 ID47"
                + " [ex@32473 iut=\"3\" q=\"a \\\"b\\\" \\] \\\\ \\n\"][b c=\"\"] \uFEFFAn event €");
    assertEquals(
        "{app=\"evntslog\", host=\"web.example\", job=\"syslog\", level=\"notice\"}",
        entry.stream().toString());
    assertEquals("2026-11-20T09:14:15.003000007Z", entry.time());
    assertEquals("An event €", entry.line());
    assertEquals(
        Map.of(
            "facility",
            "local4",
            "severity",
            "notice",
            "pid",
            "42",
            "msgid",
            "ID47",
            "ex_32473_iut",
            "3",
            "ex_32473_q",
            "a \"b\" ] \\ \\n"),
        entry.fields());
  }

  @Test
  void rfc5424_nilEverything() {
    LogDecoded.Entry entry = of("<31>1 - - - - - -");
    assertEquals(LogDecoded.ARRIVAL_NS, entry.ns());
    assertEquals("{job=\"syslog\", level=\"debug\"}", entry.stream().toString());
    assertEquals("", entry.line());
    assertEquals("  two", of("<31>1 - - - - - -    two").line(), "at most one extra blank goes");
    assertEquals("one", of("<31>1 - - - - - -  one").line());
  }

  @Test
  void rfc5424_badStructuredData_isText() {
    for (String bad :
        new String[] {
          "[x", "[x y=\"z]", "[x y=z]", "[]", "x", "[x y=\"a\"]text", "[x y=\"a]b\"]"
        }) {
      LogDecoded decoded = decoder().feed("<14>1 2026-11-20T10:00:00Z h a 1 m " + bad + " msg");
      LogDecoded.Entry entry = decoded.only();
      assertEquals(bad + " msg", entry.line());
      assertEquals("h", entry.label("host"));
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX), bad);
    }
    assertEquals("b", of("<14>1 - h a - - [x y=\"b\" ] msg").field("x_y"), "blank before bracket");
  }

  @Test
  void rfc5424_badTimeOrShortHeader_isKeptAndCounted() {
    LogDecoded badTime = decoder().feed("<14>1 2026-13-45T10:00:00Z h a 1 m - msg");
    assertEquals("msg", badTime.only().line());
    assertEquals(LogDecoded.ARRIVAL_NS, badTime.only().ns());
    assertEquals(1, badTime.refusals().count(Malformed.BAD_TIMESTAMP));
    LogDecoded cut = decoder().feed("<14>1 2026-11-20T10:00:00Z host a");
    assertEquals("1 2026-11-20T10:00:00Z host a", cut.only().line());
    assertEquals(1, cut.refusals().count(Malformed.TRUNCATED));
    assertEquals("1 plus 1 is 2", of("<14>1 plus 1 is 2").line());
  }

  private static void bsd(
      String message, String time, String host, String app, String pid, String line) {
    LogDecoded.Entry entry = of(message);
    assertEquals(line, entry.line(), message);
    assertEquals(host, entry.label("host"), message);
    assertEquals(app, entry.label("app"), message);
    assertEquals(pid, entry.fields().getOrDefault("pid", ""), message);
    String arrival = "2026-11-20T22:10:00Z";
    assertEquals(time.isEmpty() ? arrival : time, entry.time(), message);
  }

  @Test
  void rfc3164_asItIsSent() {
    String at = "2026-11-20T21:58:02Z";
    bsd(
        "<34>Nov 20 21:58:02 mymachine su: 'su root' failed",
        at,
        "mymachine",
        "su",
        "",
        "'su root' failed");
    bsd("<13>Nov 20 21:58:02 10.0.0.99 Use the BFG!", at, "10.0.0.99", "", "", "Use the BFG!");
    bsd("<38>Nov 20 21:58:02 h sshd[4242]: Accepted", at, "h", "sshd", "4242", "Accepted");
    bsd("<38>Nov 20 21:58:02 h CRON[1] (root) CMD", at, "h", "CRON", "1", "(root) CMD");
    bsd("<38>Nov 20 21:58:02 sshd[4242]: no host", at, "", "sshd", "4242", "no host");
    bsd("<38>Nov 20 21:58:02 app: no host", at, "", "app", "", "no host");
    bsd("<38>Nov 20 21:58:02 h [main] c.a.S logback", at, "h", "", "", "[main] c.a.S logback");
    bsd(
        "<38>Nov 20 21:58:02 h \tat Cap.main(Cap.java:84)",
        at,
        "h",
        "",
        "",
        "\tat Cap.main(Cap.java:84)");
    bsd("<38>Nov 20 21:58:02 fe80::1 a: six", at, "fe80::1", "a", "", "six");
    bsd("<38>Nov 20 21:58:02 h http://x/ text", at, "h", "", "", "http://x/ text");
    bsd("<150>dev pysyslog one\0", "", "", "", "", "dev pysyslog one");
    bsd("<150>note: text\r\n", "", "", "", "", "note: text");
    bsd("<150>app[7]: text", "", "", "app", "7", "text");
    bsd("<13>Nov 20 21:58:02 word", at, "", "", "", "word");
    bsd("<13>Nov 20 21:58:02", at, "", "", "", "");
    bsd("<13>", "", "", "", "", "");
  }

  @Test
  void rfc3164_times() {
    bsd("<13>Nov  1 01:02:03 h a: x", "2026-11-01T01:02:03Z", "h", "a", "", "x");
    bsd("<13>Nov 1 01:02:03 h a: x", "2026-11-01T01:02:03Z", "h", "a", "", "x");
    bsd("<13>Nov 01 01:02:03.456 h a: x", "2026-11-01T01:02:03.456Z", "h", "a", "", "x");
    bsd("<13>Nov 01 01:02:03 2024 h a: x", "2024-11-01T01:02:03Z", "h", "a", "", "x");
    bsd("<13>Nov 01 2024 01:02:03 h a: x", "2024-11-01T01:02:03Z", "h", "a", "", "x");
    bsd(
        "<13>2026-11-20T21:42:22.02849+02:00 h a[1]: x",
        "2026-11-20T19:42:22.028490Z",
        "h",
        "a",
        "1",
        "x");
    bsd("<13>Nov 31 01:02:03 h a: x", "", "", "", "", "Nov 31 01:02:03 h a: x");
    bsd("<13>Nov 20 25:02:03 h a: x", "", "", "", "", "Nov 20 25:02:03 h a: x");
  }

  @Test
  void rfc3164_cisco() {
    String at = "2026-10-01T18:46:11Z";
    bsd(
        "<189>29: *Oct  1 18:46:11: %SYS-5-CONFIG_I: Configured",
        at, "", "%SYS-5-CONFIG_I", "", "Configured");
    bsd(
        "<189>29: r1: Oct  1 18:46:11.500 UTC: %SYS-5-CONFIG_I: Configured",
        "2026-10-01T18:46:11.500Z", "r1", "%SYS-5-CONFIG_I", "", "Configured");
    bsd(
        "<189>Oct  1 18:46:11 r1: %SYS-5-CONFIG_I: Configured",
        at, "r1", "%SYS-5-CONFIG_I", "", "Configured");
    bsd("<189>Oct 01 2026 18:46:11: %ASA-6-302013: Built", at, "", "%ASA-6-302013", "", "Built");
    bsd(
        "<189>Oct 01 2026 18:46:11 fw1 : %ASA-6-302013: Built",
        at, "fw1", "%ASA-6-302013", "", "Built");
  }

  @Test
  void rfc3164_noYear_isTheOneNearestToArrival() {
    String newYear = "2027-01-01T00:00:05Z";
    assertEquals("2026-12-31T23:59:59Z", timeArriving(newYear, ZoneOffset.UTC, "Dec 31 23:59:59"));
    assertEquals("2027-01-01T00:00:01Z", timeArriving(newYear, ZoneOffset.UTC, "Jan  1 00:00:01"));
    assertEquals(
        "2027-01-01T00:00:01Z",
        timeArriving("2026-12-31T23:59:58Z", ZoneOffset.UTC, "Jan  1 00:00:01"));
    assertEquals(
        "2024-02-29T12:00:00Z",
        timeArriving("2025-02-01T00:00:00Z", ZoneOffset.UTC, "Feb 29 12:00:00"));
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertEquals(
        "2026-07-01T10:00:00Z", timeArriving("2026-07-01T10:00:01Z", berlin, "Jul  1 12:00:00"));
    assertEquals(
        "2026-12-01T11:00:00Z", timeArriving("2026-12-01T11:00:01Z", berlin, "Dec  1 12:00:00"));
  }

  private static String timeArriving(String arrival, ZoneId zone, String time) {
    byte[] bytes = (time + " ").getBytes(StandardCharsets.US_ASCII);
    long ms = java.time.Instant.parse(arrival).toEpochMilli();
    var parsed = new BsdTime(bytes, bytes.length, ms, zone);
    assertTrue(parsed.parse(0));
    return java.time.Instant.EPOCH.plusNanos(parsed.ns()).toString();
  }

  @Test
  void priority_missingOrBad_makesAllOfItText() {
    for (String bad :
        new String[] {"no priority", "<192>x", "<>x", "<1x>y", "<0001>x", "<13", "<", "<-1>x"}) {
      LogDecoded decoded = decoder().feed(bad);
      LogDecoded.Entry entry = decoded.only();
      assertEquals(bad, entry.line());
      assertEquals("user", entry.field("facility"));
      assertEquals("notice", entry.field("severity"));
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX));
    }
    assertEquals("local7", of("<191>x").field("facility"));
    assertEquals("critical", of("<0>x").label("level"));
    assertEquals("critical", of("<002>x").label("level"));
  }

  @Test
  void levels_ofAllSeverities() {
    String[] levels = {
      "critical", "critical", "critical", "error", "warn", "notice", "info", "debug"
    };
    String[] words = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
    for (int i = 0; i < 8; i++) {
      assertEquals(levels[i], of("<" + (16 + i) + ">x").label("level"));
      assertEquals(words[i], of("<" + (16 + i) + ">x").field("severity"));
    }
  }

  @Test
  void host_absent_isTheSender() throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    assertEquals("10.1.2.3", decoder().from(address).feed("<13>x").only().label("host"));
    assertEquals("h", decoder().from(address).feed("<13>1 - h - - - -").only().label("host"));
  }

  @Test
  void bytes_areKeptAsTheyAre() {
    byte[] message =
        "<13>1 - h a - - - a\nb\0c\u00ff\u00c3(\u0001".getBytes(StandardCharsets.ISO_8859_1);
    LogDecoded decoded = decoder().feed(message);
    assertEquals("a\nb\0c\u00ff\u00c3(\u0001", decoded.only().latin1());
    assertEquals(0, decoded.refusals().total());
  }

  @Test
  void line_overTheLimit_isCutAndMarked() {
    String text = "y".repeat(LogBatch.LINE_BYTES_MAX + 5);
    LogDecoded decoded = decoder().feed("<13>1 - h a - - - " + text).feed("<13>good");
    assertEquals(LogBatch.LINE_BYTES_MAX, decoded.records().getFirst().line().length());
    assertEquals(
        Integer.toString(text.length()), decoded.records().getFirst().field(LogEntries.CUT_FIELD));
    assertEquals(1, decoded.entries().count(LogEntries.Touched.LINE_CUT));
    assertEquals("good", decoded.records().get(1).line());
    assertEquals("true", decoder().cut(true).feed("<13>x").only().field(LogEntries.CUT_FIELD));
  }

  @Test
  void clocks_in1970And2100_getTheTimeOfArrival() {
    var decoded = new LogDecoded(new SyslogDecoder(ZoneOffset.UTC), LogDecoded.TWO_YEARS);
    for (String year : new String[] {"1970", "2100", "9999"}) {
      decoded.feed("<13>1 " + year + "-01-01T00:00:00Z h a - - - x");
    }
    decoded.feed("<13>1 2026-11-20T00:00:00Z h a - - - good");
    for (LogDecoded.Entry entry : decoded.records().subList(0, 3)) {
      assertEquals(LogDecoded.ARRIVAL_NS, entry.ns());
      assertTrue(entry.fields().containsKey(LogEntries.SENT_AT_FIELD));
    }
    assertEquals("1970-01-01T00:00:00Z", decoded.records().get(0).field(LogEntries.SENT_AT_FIELD));
    assertEquals("2100-01-01T00:00:00Z", decoded.records().get(1).field(LogEntries.SENT_AT_FIELD));
    assertFalse(decoded.records().get(3).fields().containsKey(LogEntries.SENT_AT_FIELD));
    assertEquals(3, decoded.entries().count(LogEntries.Touched.TIME_REPLACED));
  }

  @Test
  void structuredData_withManyParameters_isCutAndMarked() {
    var data = new StringBuilder("[x");
    for (int i = 0; i < 10_000; i++) {
      data.append(" k").append(i).append("=\"v\"");
    }
    LogDecoded decoded = decoder().feed("<13>1 - h a - - " + data + "] text");
    assertEquals("text", decoded.only().line());
    assertEquals(
        Integer.toString(10_000 + 2 - LogEntries.FIELDS_MAX),
        decoded.only().field(LogEntries.FIELDS_CUT_FIELD));
  }

  @Test
  void nothing_isCounted() {
    for (String empty : new String[] {"", "\n", "\0", "\r\n", "\n\0"}) {
      LogDecoded decoded = decoder().feed(empty);
      assertEquals(0, decoded.records().size());
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX));
    }
  }
}
