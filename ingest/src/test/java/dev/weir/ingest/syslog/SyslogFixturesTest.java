package dev.weir.ingest.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.LogDecoded;
import dev.weir.ingest.decode.LogDecoded.Entry;
import dev.weir.ingest.net.Frames;
import dev.weir.ingest.net.SyslogFramer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What real senders sent, and what must come out of it.
final class SyslogFixturesTest {
  private static List<Entry> datagrams(String name) {
    var decoded = new LogDecoded(new SyslogDecoder(ZoneOffset.UTC));
    Fixtures.datagrams("syslog/" + name + ".dgrams").forEach(decoded::feed);
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    return decoded.records();
  }

  private static List<Entry> stream(String name) {
    var decoded = new LogDecoded(new SyslogDecoder(ZoneOffset.UTC));
    Frames frames = Frames.of(new SyslogFramer(), Fixtures.bytes("syslog/" + name + ".stream"));
    frames.frames.forEach(f -> decoded.feed(f.getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    return decoded.records();
  }

  private static List<String> lines(List<Entry> entries) {
    return entries.stream().map(Entry::line).toList();
  }

  private static void isOfTheCapture(Entry entry) {
    assertTrue(
        entry.time().compareTo("2026-11-20T21:38:00Z") >= 0
            && entry.time().compareTo("2026-11-20T22:07:00Z") < 0,
        entry.time());
  }

  @Test
  void logger() {
    List<Entry> old = datagrams("logger-rfc3164");
    assertEquals(
        List.of("dev message 1", "dev message 2", "dev message 3", "dev ünïcode € done"),
        lines(old));
    old.forEach(e -> assertEquals("myapp", e.label("app")));
    old.forEach(SyslogFixturesTest::isOfTheCapture);
    old.subList(0, 3).forEach(e -> assertTrue(e.field("pid").matches("\\d+")));
    assertEquals("(none)", old.get(3).field("pid"));
    // PRI 140 148 156 34
    assertEquals(
        List.of("local1", "local2", "local3", "auth"),
        old.stream().map(e -> e.field("facility")).toList());
    assertEquals(
        List.of("warn", "warn", "warn", "critical"),
        old.stream().map(e -> e.label("level")).toList());

    List<Entry> now = datagrams("logger-rfc5424");
    for (int i = 0; i < 3; i++) {
      assertEquals("MID" + (i + 1), now.get(i).field("msgid"));
      assertEquals("v \"q\" ] " + (i + 1), now.get(i).field("ex_32473_k" + (i + 1)));
      assertEquals("x", now.get(i).field("ex_32473_b"));
      assertTrue(now.get(i).fields().keySet().stream().anyMatch(k -> k.startsWith("timeQuality_")));
    }
    assertEquals("dev no time", now.get(3).line());
    assertEquals(LogDecoded.ARRIVAL_NS, now.get(3).ns());
    assertEquals("", now.get(3).label("host"));

    assertEquals(
        List.of("dev framed 1", "dev framed 2", "dev framed 3", "dev framed 4"),
        lines(stream("logger-rfc5424-octet-counted")));
    List<Entry> newline = stream("logger-rfc3164-newline");
    assertEquals(4, newline.size());
    newline.forEach(e -> assertEquals("mail.err", e.field("facility") + "." + e.field("severity")));
  }

  @Test
  void rsyslog_inAllFormats_saysTheSame() {
    List<String> expected = lines(datagrams("rsyslog-rfc5424"));
    for (List<Entry> entries :
        List.of(
            datagrams("rsyslog-rfc3164"),
            datagrams("rsyslog-rfc5424"),
            stream("rsyslog-rfc5424-octet-counted"),
            stream("rsyslog-rfc3164iso-newline"),
            stream("rsyslog-rfc5425-decrypted"))) {
      assertEquals(10, entries.size());
      assertEquals("file line one", entries.get(0).line());
      assertEquals("dev-file", entries.get(0).label("app"));
      assertEquals("local7", entries.get(0).field("facility"));
      assertEquals("dev rsyslog message number 1", entries.get(2).line());
      assertTrue(entries.get(2).field("pid").matches("\\d+"));
      assertEquals("critical", entries.get(7).label("level"));
      assertEquals("authpriv", entries.get(7).field("facility"));
      assertEquals("alert", entries.get(7).field("severity"));
      assertTrue(entries.get(8).line().contains("tab#011inside and esc#033[31mred"));
      assertTrue(entries.get(9).line().length() > 1000);
      assertEquals(expected, lines(entries));
      for (Entry entry : entries) {
        assertEquals("dev-host01", entry.label("host"));
        isOfTheCapture(entry);
      }
    }
  }

  @Test
  void syslogNg() {
    for (List<Entry> entries :
        List.of(
            datagrams("syslog-ng-rfc3164"),
            stream("syslog-ng-rfc3164-newline"),
            datagrams("syslog-ng-rfc5424"),
            stream("syslog-ng-rfc5424-octet-counted"))) {
      assertEquals(7, entries.size());
      List<String> lines = lines(entries);
      for (int i = 1; i <= 4; i++) {
        assertTrue(lines.contains("dev syslog-ng message " + i), lines.toString());
      }
      assertTrue(lines.contains("dev percent 100% and <angle> & amp"));
      entries.forEach(SyslogFixturesTest::isOfTheCapture);
    }
    List<Entry> now = stream("syslog-ng-rfc5424-octet-counted");
    for (int i = 0; i < 7; i++) {
      assertEquals(Integer.toString(i + 1), now.get(i).field("meta_sequenceId"));
    }
  }

  @Test
  void logback_hasNoTag() {
    List<Entry> entries = datagrams("logback-syslogappender");
    assertEquals(9, entries.size());
    assertEquals("[main] com.acme.dev.Service dev logback info one", entries.get(0).line());
    assertEquals("\tjava.lang.IllegalStateException: bad dev", entries.get(3).line());
    assertEquals("\tCaused by: java.lang.RuntimeException: cause", entries.get(5).line());
    assertEquals(41_717 - "<174>Nov 20 21:54:22 vm ".length(), entries.get(8).latin1().length());
    for (Entry entry : entries) {
      assertEquals("vm", entry.label("host"));
      assertEquals("", entry.label("app"));
      assertEquals("2026-11-20T21:54:22Z", entry.time());
    }
  }

  @Test
  void python_hasNeitherTimeNorHost() {
    List<Entry> entries = datagrams("python-sysloghandler");
    assertEquals(List.of("dev pysyslog one", "dev pysyslog two ünï"), lines(entries));
    entries.forEach(e -> assertEquals(LogDecoded.ARRIVAL_NS, e.ns()));
    assertEquals("local2", entries.get(0).field("facility"));
  }

  @Test
  void winstonAndNginx() {
    List<Entry> winston = datagrams("winston-syslog-rfc5424");
    assertEquals("{\"level\":\"info\",\"message\":\"dev ws one\"}", winston.get(0).line());
    assertEquals("critical", winston.get(1).label("level"));
    assertEquals("28954", winston.get(0).field("pid"));
    List<Entry> nginx = datagrams("nginx-access-rfc3164");
    assertEquals(6, nginx.size());
    nginx.forEach(e -> assertEquals("nginx_dev", e.label("app")));
    nginx.forEach(e -> assertTrue(e.line().startsWith("127.0.0.1 - "), e.line()));
    assertTrue(nginx.get(5).line().contains("\\x16\\x03\\x01GARBAGE"));
  }
}
