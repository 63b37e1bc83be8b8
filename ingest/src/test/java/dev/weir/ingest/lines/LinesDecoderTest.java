package dev.weir.ingest.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.LogDecoded;
import dev.weir.ingest.decode.LogDecoded.Entry;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.net.Frames;
import dev.weir.ingest.net.TextFramer;
import dev.weir.storage.logs.LogBatch;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LinesDecoderTest {
  private static LogDecoded decoder() {
    return new LogDecoded(new LinesDecoder());
  }

  private static Entry of(String line) {
    LogDecoded decoded = decoder().feed(line);
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    return decoded.only();
  }

  private static List<Entry> captured(String name) {
    LogDecoded decoded = decoder();
    Frames.of(new TextFramer(), Fixtures.bytes("json_lines/" + name + ".stream"))
        .frames
        .forEach(f -> decoded.feed(f.getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    return decoded.records();
  }

  @Test
  void logstashLogbackEncoder() {
    List<Entry> entries = captured("logstash-logback-encoder");
    assertEquals(5, entries.size());
    assertEquals(
        "{app=\"dev-lle\", job=\"lines\", level=\"info\"}", entries.get(0).stream().toString());
    assertEquals("2026-11-20T21:54:22.312292861Z", entries.get(0).time());
    assertEquals("dev logback info one", entries.get(0).line());
    assertEquals("dev logback warn 7 two", entries.get(1).line());
    assertEquals("dev logback error", entries.get(2).line());
    assertEquals("dev debug ünïcode € \"q\"", entries.get(3).line());
    assertTrue(entries.get(4).line().startsWith("dev BIG "));
    assertTrue(entries.get(4).line().length() > 40_000);
    assertEquals(
        List.of("info", "warn", "error", "debug", "info"),
        entries.stream().map(e -> e.label("level")).toList());
    assertTrue(entries.get(2).field("stack_trace").startsWith("java.lang.IllegalState"));
    for (Entry entry : entries) {
      assertEquals("r-1", entry.field("reqId"));
      assertEquals("bob", entry.field("user"));
      assertEquals("com.acme.dev.Service", entry.field("logger_name"));
      assertEquals("main", entry.field("thread_name"));
      assertFalse(entry.fields().containsKey("_version"));
    }
    assertEquals("20000", entries.get(0).field("level_value"));
  }

  @Test
  void rsyslogJson() {
    List<Entry> entries = captured("rsyslog-jsonlines");
    assertEquals(10, entries.size());
    assertEquals("file line two with \"quotes\" and \\ backslash", entries.get(1).line());
    assertEquals(
        "{host=\"dev-host01\", job=\"lines\", level=\"info\"}", entries.get(0).stream().toString());
    assertEquals("2026-11-20T21:42:22.028490Z", entries.get(0).time());
    assertEquals("dev-file", entries.get(0).field("program"));
  }

  @Test
  void winston_hasNoTime() {
    List<Entry> entries = captured("winston-logstash");
    assertEquals(
        List.of("dev logstash one", "dev logstash two"),
        entries.stream().map(Entry::line).toList());
    assertEquals(LogDecoded.ARRIVAL_NS, entries.get(0).ns());
    assertEquals("1", entries.get(0).field("a"));
    assertEquals("[1,2]", entries.get(1).field("b_c"));
    assertEquals("warn", entries.get(1).label("level"));
  }

  @Test
  void text_isTheLine() throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    Entry entry = decoder().from(address).feed("just text\r\n").only();
    assertEquals("just text", entry.line());
    assertEquals("{host=\"10.1.2.3\", job=\"lines\"}", entry.stream().toString());
    assertEquals(Map.of(), entry.fields());
    for (String text : new String[] {"[main] INFO x", "123", "\"text\"", "null", "a {\"b\":1}"}) {
      assertEquals(text, of(text).line());
      assertEquals(Map.of(), of(text).fields());
    }
    assertEquals(0, decoder().feed("\n").feed("").feed("\r\n").records().size());
  }

  @Test
  void text_bytes_areKeptAsTheyAre() {
    byte[] bytes = "a\0b\u00ff\u00c3(\u0001\n\nc".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("a\0b\u00ff\u00c3(\u0001\n\nc", decoder().feed(bytes).only().latin1());
  }

  @Test
  void notJson_isKeptMarkedAndCounted() {
    for (String bad :
        new String[] {
          "{",
          "{\"a\":1",
          "{a:1}",
          "{\"a\":1} x",
          "[{\"a\":1},{",
          "[\"a\"",
          "[]",
          "{\"a\":NaN}",
          "{\0"
        }) {
      LogDecoded decoded = decoder().feed(bad).feed("{\"message\":\"good\"}");
      assertEquals(bad, decoded.records().get(0).line());
      assertEquals("invalid", decoded.records().get(0).field(LinesDecoder.INVALID_FIELD));
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX), bad);
      assertEquals("good", decoded.records().get(1).line());
      assertEquals(2, decoded.records().size());
    }
    byte[] latin = "{\"message\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    LogDecoded decoded = decoder().feed(latin);
    assertEquals("{\"message\":\"\u00fc\"}", decoded.only().latin1());
    assertEquals(1, decoded.refusals().count(Malformed.BAD_UTF8));
  }

  @Test
  void labels_fromTheirManyNames() {
    Entry entry =
        of(
            "{\"severity\":\"WARNING\",\"service\":\"pay\",\"host\":{\"name\":\"h1\",\"ip\":\"10.0.0.1\"},"
                + "\"job\":\"j\",\"msg\":\"m\",\"logger\":\"l\"}");
    assertEquals(
        "{app=\"pay\", host=\"h1\", job=\"j\", level=\"warn\"}", entry.stream().toString());
    assertEquals(Map.of("host_ip", "10.0.0.1", "logger", "l"), entry.fields());
    assertEquals("h2", of("{\"hostname\":\"h2\",\"msg\":\"m\"}").label("host"));
    assertEquals("h3", of("{\"host.name\":\"h3\",\"msg\":\"m\"}").label("host"));
    assertEquals("a", of("{\"application\":\"a\",\"msg\":\"m\"}").label("app"));
    String long256 = "x".repeat(256);
    assertEquals(long256, of("{\"app\":\"" + long256 + "\",\"msg\":\"m\"}").field("app"));
  }

  @Test
  void levels_wordsAndNumbers() {
    String[][] expected = {
      {"10", "trace"},
      {"20", "debug"},
      {"30", "info"},
      {"40", "warn"},
      {"50", "error"},
      {"60", "critical"},
      {"0", "critical"},
      {"3", "error"},
      {"7", "debug"},
      {"\"30\"", "info"},
      {"\"FATAL\"", "critical"},
      {"\"Information\"", "info"},
      {"\"audit\"", "audit"},
      {"\"two words\"", ""},
      {"8", ""},
      {"99", ""},
      {"true", ""},
      {"\"\"", ""}
    };
    for (String[] pair : expected) {
      Entry entry = of("{\"level\":" + pair[0] + ",\"msg\":\"m\"}");
      assertEquals(pair[1], entry.label("level"), pair[0]);
      assertEquals(
          pair[1].isEmpty() && !pair[0].equals("\"\""),
          entry.fields().containsKey("level"),
          pair[0]);
    }
  }

  @Test
  void times_inManyForms() {
    String[][] expected = {
      {"\"2026-11-20T21:54:22.312292861Z\"", "2026-11-20T21:54:22.312292861Z"},
      {"\"2026-11-20T21:54:22,5+0130\"", "2026-11-20T20:24:22.500Z"},
      {"\"2026-11-20 21:54:22\"", "2026-11-20T21:54:22Z"},
      {"1795211662", "2026-11-20T21:54:22Z"},
      {"1795211662.25", "2026-11-20T21:54:22.250Z"},
      {"1795211662312", "2026-11-20T21:54:22.312Z"},
      {"1795211662312.5", "2026-11-20T21:54:22.312500Z"},
      {"1795211662312292", "2026-11-20T21:54:22.312292Z"},
      {"1795211662312292861", "2026-11-20T21:54:22.312292861Z"},
      {"\"1795211662312292861\"", "2026-11-20T21:54:22.312292861Z"},
      {"1.795211662e9", "2026-11-20T21:54:22Z"},
      {"0", "1970-01-01T00:00:00Z"},
      {"-1.5", "1969-12-31T23:59:58.500Z"},
      {"4102444800", "2100-01-01T00:00:00Z"}
    };
    for (String name : new String[] {"@timestamp", "timestamp", "time", "ts"}) {
      for (String[] pair : expected) {
        Entry entry = of("{\"" + name + "\":" + pair[0] + ",\"msg\":\"m\"}");
        assertEquals(pair[1], entry.time(), pair[0]);
        assertEquals(Map.of(), entry.fields(), pair[0]);
      }
    }
    Entry both = of("{\"ts\":1,\"@timestamp\":\"2026-11-20T21:54:22Z\",\"msg\":\"m\"}");
    assertEquals("2026-11-20T21:54:22Z", both.time());
    assertEquals("1", both.field("ts"));
  }

  @Test
  void times_thatAreNone_stayFieldsAndAreCounted() {
    for (String bad :
        new String[] {
          "\"yesterday\"", "\"2026-13-01T00:00:00Z\"", "true", "[1]", "\"\"", "\"1x\""
        }) {
      LogDecoded decoded = decoder().feed("{\"time\":" + bad + ",\"msg\":\"m\"}");
      assertEquals(LogDecoded.ARRIVAL_NS, decoded.only().ns());
      assertEquals(1, decoded.refusals().count(Malformed.BAD_TIMESTAMP), bad);
      assertEquals(bad.replace("\"", "").isEmpty() ? 0 : 1, decoded.only().fields().size(), bad);
    }
    assertEquals("2262-04-11T23:47:16.854775807Z", of("{\"ts\":1e300,\"msg\":\"m\"}").time());
  }

  @Test
  void clocks_in1970And2100_getTheTimeOfArrival() {
    var decoded = new LogDecoded(new LinesDecoder(), LogDecoded.TWO_YEARS);
    decoded.feed("{\"ts\":0,\"msg\":\"a\"}").feed("{\"ts\":4102444800000,\"msg\":\"b\"}");
    decoded.feed("{\"ts\":1795211662,\"msg\":\"c\"}");
    List<Entry> entries = decoded.records();
    assertEquals(LogDecoded.ARRIVAL_NS, entries.get(0).ns());
    assertEquals("1970-01-01T00:00:00Z", entries.get(0).field(LogEntries.SENT_AT_FIELD));
    assertEquals("2100-01-01T00:00:00Z", entries.get(1).field(LogEntries.SENT_AT_FIELD));
    assertEquals("2026-11-20T21:54:22Z", entries.get(2).time());
    assertEquals(2, decoded.entries().count(LogEntries.Touched.TIME_REPLACED));
  }

  @Test
  void members_areFlattened() {
    Entry entry =
        of(
            "{\"message\":\"m\",\"a\":{\"b\":{\"c\":1.50,\"d\":null}},\"e-f\":true,\"9\":\"n\","
                + "\"arr\":[ 1 , \"x y\\\" ]\", {\"k\" : [ ]} ],\"dup\":1,\"dup\":\"two\",\"gone\":1,\"gone\":null,"
                + "\"@version\":\"1\",\"empty\":{},\"u\":\"\\u00fc\\ud83d\\ude00\"}");
    assertEquals("m", entry.line());
    assertEquals("1.50", entry.field("a_b_c"));
    assertEquals("true", entry.field("e_f"));
    assertEquals("n", entry.field("_9"));
    assertEquals("[1,\"x y\\\" ]\",{\"k\":[]}]", entry.field("arr"));
    assertEquals("two", entry.field("dup"));
    assertEquals("ü😀", entry.field("u"));
    assertEquals(6, entry.fields().size(), entry.fields().toString());
  }

  @Test
  void members_nestedDeeply_areBounded() {
    int depth = 100;
    String json = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    Entry entry = of("{\"message\":\"m\",\"x\":" + json + "}");
    assertEquals(1, entry.fields().size());
    String name = entry.fields().keySet().iterator().next();
    assertTrue(name.startsWith("x_a_a_a") && name.length() < 30, name);
    assertTrue(entry.field(name).startsWith("{\"a\":{\"a\":"));
    String deeper = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
    LogDecoded decoded = decoder().feed(deeper);
    assertEquals(deeper, decoded.only().line());
    assertEquals(1, decoded.refusals().count(Malformed.SYNTAX));
  }

  @Test
  void line_isTheFirstMessageThatIsText() {
    assertEquals("a", of("{\"msg\":\"c\",\"log\":\"b\",\"message\":\"a\"}").line());
    assertEquals("c", of("{\"msg\":\"c\",\"log\":\"b\",\"message\":\"a\"}").field("msg"));
    assertEquals("b", of("{\"msg\":\"c\",\"log\":\"b\",\"message\":{\"x\":1}}").line());
    assertEquals(" {\"a\": 1}".strip(), of(" {\"a\": 1} ").line());
    assertEquals("1", of("{\"a\": 1}").field("a"));
    assertEquals("a\0b\nc", of("{\"message\":\"a\\u0000b\\nc\"}").line());
  }

  @Test
  void arraysAndSeveralValues_areOneEventEach() {
    List<Entry> entries =
        decoder()
            .feed("[{\"message\":\"a\",\"n\":1}, \"b\", {\"x\": 2}, [3], 4]")
            .feed("{\"msg\":\"c\"}\n{\"msg\":\"d\"}")
            .records();
    assertEquals(
        List.of("a", "b", "{\"x\": 2}", "[3]", "4", "c", "d"),
        entries.stream().map(Entry::line).toList());
    assertEquals("1", entries.get(0).field("n"));
  }

  @Test
  void tenThousandKeys_keepTheWholeJsonAsLine() {
    var json = new StringBuilder("{\"message\":\"m\",\"level\":\"error\"");
    for (int i = 0; i < 10_000; i++) {
      json.append(",\"key").append(i).append("\":").append(i);
    }
    LogDecoded decoded = decoder().feed(json.append('}').toString()).feed("{\"msg\":\"good\"}");
    Entry entry = decoded.records().get(0);
    assertEquals(json.toString(), entry.line());
    assertEquals("error", entry.label("level"));
    assertEquals(LogEntries.FIELDS_MAX + 1, entry.fields().size());
    assertEquals("0", entry.field("key0"));
    assertEquals("255", entry.field("key255"));
    assertEquals(Integer.toString(10_000 - 256), entry.field(LogEntries.FIELDS_CUT_FIELD));
    assertEquals(1, decoded.entries().count(LogEntries.Touched.FIELDS_CUT));
    assertEquals("good", decoded.records().get(1).line());
  }

  @Test
  void overLong_isCutAndMarked() {
    String text = "y".repeat(LogBatch.LINE_BYTES_MAX + 1);
    Entry line = of("{\"message\":\"" + text + "\",\"a\":1}");
    assertEquals(LogBatch.LINE_BYTES_MAX, line.line().length());
    assertEquals(Integer.toString(text.length()), line.field(LogEntries.CUT_FIELD));
    Entry plain = of(text);
    assertEquals(LogBatch.LINE_BYTES_MAX, plain.line().length());
    String field = "z".repeat(LogEntries.FIELD_BYTES_MAX + 1);
    LogDecoded decoded = decoder().feed("{\"msg\":\"m\",\"f\":\"" + field + "\"}");
    assertEquals(LogEntries.FIELD_BYTES_MAX, decoded.only().field("f").length());
    assertEquals(1, decoded.entries().count(LogEntries.Touched.FIELD_VALUE_CUT));
    LogDecoded cut = decoder().cut(true).feed("{\"message\":\"abc");
    assertEquals("{\"message\":\"abc", cut.only().line());
    assertEquals("true", cut.only().field(LogEntries.CUT_FIELD));
    assertEquals("invalid", cut.only().field(LinesDecoder.INVALID_FIELD));
  }
}
