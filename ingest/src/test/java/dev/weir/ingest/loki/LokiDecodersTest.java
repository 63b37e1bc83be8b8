package dev.weir.ingest.loki;

import static dev.weir.ingest.decode.LogDecoded.ARRIVAL_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.LogDecoded;
import dev.weir.ingest.decode.LogDecoded.Entry;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.http.BodyCuts;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

final class LokiDecodersTest {
  private static LogDecoded json() {
    return new LogDecoded(new LokiJsonDecoder(), LogDecoded.TWO_YEARS);
  }

  private static LogDecoded protobuf() {
    return new LogDecoded(new LokiProtobufDecoder(), LogDecoded.TWO_YEARS);
  }

  /// A JSON push of one stream.
  private static String push(String labels, String... values) {
    return "{\"streams\":[" + stream(labels, values) + "]}";
  }

  private static String stream(String labels, String... values) {
    return "{\"stream\":" + labels + ",\"values\":[" + String.join(",", values) + "]}";
  }

  private static String value(String line) {
    return "[\"" + ARRIVAL_NS + "\",\"" + line + "\"]";
  }

  private static void isWinstonPush(List<Entry> entries, long ns) {
    assertEquals(3, entries.size());
    assertEquals(
        "{app=\"dev-loki\", comp=\"a\", env=\"prod\", level=\"info\"}",
        entries.get(0).stream().toString());
    assertEquals(ns, entries.get(0).ns());
    assertEquals(
        "{\"labels\":{\"comp\":\"a\"},\"level\":\"info\",\"message\":\"dev loki one\"}",
        entries.get(0).line());
    assertEquals("error", entries.get(1).label("level"));
    assertTrue(entries.get(1).line().contains("dev loki two \\\"q\\\""));
    assertEquals("{\"level\":\"debug\",\"message\":\"dev loki three ünï\"}", entries.get(2).line());
  }

  @Test
  void winstonJson() {
    LogDecoded decoded = json().feed(body("winston-loki-json"));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    isWinstonPush(decoded.records(), 1_795_211_996_455_000_000L);
    assertEquals(Map.of("level", "info"), decoded.records().get(0).fields());
    assertEquals(Map.of("code", "500", "level", "error"), decoded.records().get(1).fields());
  }

  @Test
  void winstonProtobuf() throws IOException {
    byte[] body = Snappy.uncompress(body("winston-loki-protobuf-snappy"));
    LogDecoded decoded = protobuf().feed(body);
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    isWinstonPush(decoded.records(), 1_795_211_998_065_000_000L);
  }

  @Test
  void loki4j() {
    LogDecoded decoded = json().feed(body("loki4j"));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    List<Entry> entries = decoded.records();
    assertEquals(
        List.of("INFO", "INFO", "WARN", "DEBUG", "ERROR").stream().sorted().toList(),
        entries.stream().map(e -> e.label("level")).sorted().toList());
    assertEquals("2026-11-20T21:54:22.312292861Z", entries.get(0).time());
    assertTrue(entries.get(0).line().endsWith("dev logback info one "));
    assertTrue(entries.stream().anyMatch(e -> e.line().contains("dev debug ünïcode € \"q\"")));
    assertTrue(entries.stream().anyMatch(e -> e.line().contains("\n")), "a stack trace");
  }

  private static byte[] body(String name) {
    List<Fixtures.Request> requests = Fixtures.requests("loki/" + name + ".stream");
    assertEquals("/loki/api/v1/push", requests.getFirst().target());
    return requests.getFirst().body();
  }

  @Test
  void json_membersInAnyOrder_andUnknownOnes() {
    LogDecoded decoded =
        json()
            .feed(
                "{\"x\":[1,{}],\"streams\":[{\"values\":["
                    + value("a")
                    + "],\"y\":{},\"stream\":{\"k\":\"v\"}},"
                    + stream("{\"k\":\"w\"}", value("b"))
                    + "],\"z\":null}");
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    assertEquals(
        List.of("{k=\"v\"} a", "{k=\"w\"} b"),
        decoded.records().stream().map(e -> e.stream() + " " + e.line()).toList());
  }

  @Test
  void json_strings_areUnescaped() {
    LogDecoded decoded =
        json()
            .feed(
                push(
                    "{\"k\":\"\\u00fc\\\"\\\\\"}",
                    "[\""
                        + ARRIVAL_NS
                        + "\",\"a\\\"b\\\\c\\/\\b\\f\\n\\r\\t\\u0000\\u00fc\\u20ac\\ud83d\\ude00\\ud83dx€\",{\"m-1\":\"\\u0041\",\"e\":\"\"}]"));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    assertEquals("a\"b\\c/\b\f\n\r\t\0ü€😀\uFFFDx€", decoded.only().line());
    assertEquals("ü\"\\", decoded.only().label("k"));
    assertEquals(Map.of("m_1", "A"), decoded.only().fields());
  }

  @Test
  void json_badEntries_areRefusedAlone() {
    Map<String, Malformed> bad =
        Map.of(
            "[" + ARRIVAL_NS + ",\"x\"]",
            Malformed.BAD_TIMESTAMP,
            "[\"soon\",\"x\"]",
            Malformed.BAD_TIMESTAMP,
            "[\"" + ARRIVAL_NS + "\",1]",
            Malformed.SYNTAX,
            "[\"" + ARRIVAL_NS + "\",\"x\",{\"a\":1}]",
            Malformed.SYNTAX,
            "[\"" + ARRIVAL_NS + "\",\"x\",{\"a\":{\"b\":[1]}},2]",
            Malformed.SYNTAX,
            "[\"" + ARRIVAL_NS + "\",\"x\",{},2,[3,[4]]]",
            Malformed.SYNTAX,
            "[[\"1\"],\"x\"]",
            Malformed.BAD_TIMESTAMP,
            "{\"a\":[1]}",
            Malformed.SYNTAX,
            "[]",
            Malformed.SYNTAX,
            "null",
            Malformed.SYNTAX);
    bad.forEach((value, reason) -> {
      LogDecoded decoded = json().feed(push("{\"k\":\"v\"}", value("a"), value, value("b")));
      assertEquals(List.of("a", "b"), decoded.records().stream().map(Entry::line).toList(), value);
      assertEquals(1, decoded.refusals().count(reason), value);
      assertEquals(1, decoded.refusals().total(), value);
    });
  }

  @Test
  void json_badLabels_refuseTheirStreamAlone() {
    Map<String, String> bad =
        Map.of(
            "{}", "error at least one label pair is required per stream",
            "{\"a\":\"\"}", "error at least one label pair is required per stream",
            "{\"9a\":\"b\"}", "invalid label name: \"9a\"",
            "{\"a-b\":\"c\"}", "invalid label name: \"a-b\"",
            "{\"a\":1}", "label value is no string: a",
            "{\"a\":{\"b\":\"c\"}}", "label value is no string: a",
            "[1]", "labels are no object",
            "{\"a\":\"b\",\"a\":\"c\"}", "duplicate label name: a");
    bad.forEach((labels, text) -> {
      LogDecoded decoded =
          json()
              .feed(
                  "{\"streams\":["
                      + stream(labels, value("x"), value("y"))
                      + ","
                      + stream("{\"k\":\"v\"}", value("good"))
                      + "]}");
      assertEquals("good", decoded.only().line(), labels);
      assertEquals(1, decoded.refusals().count(Malformed.BAD_LABELS), labels);
      assertEquals(text, decoded.refusals().firstSample());
    });
    LogDecoded absent = json().feed("{\"streams\":[{\"values\":[" + value("x") + "]}]}");
    assertEquals(
        "error at least one label pair is required per stream", absent.refusals().firstSample());
    assertEquals(0, absent.records().size());
  }

  @Test
  void json_thatIsNone_refusesTheRest() {
    for (String bad :
        new String[] {"", "x", "[]", "{}", "{\"streams\":1}", "{\"streams\":[]} x", "null"}) {
      LogDecoded decoded = json().feed(bad);
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX), bad);
      assertEquals(0, decoded.records().size());
    }
    String whole = push("{\"k\":\"v\"}", value("a"), value("b"));
    int first = whole.indexOf(value("b"));
    for (int cut = 0; cut < whole.length(); cut++) {
      LogDecoded decoded = json().feed(whole.substring(0, cut));
      assertEquals(1, decoded.refusals().total(), whole.substring(0, cut));
      assertTrue(decoded.records().size() >= (cut > first ? 1 : 0));
    }
    LogDecoded streams =
        json().feed("{\"streams\":[1," + stream("{\"k\":\"v\"}", value("a")) + "]}");
    assertEquals("a", streams.only().line());
    assertEquals(1, streams.refusals().count(Malformed.SYNTAX));
  }

  @Test
  void json_invalidUtf8_isKeptByteForByte() {
    String push =
        push(
            "{\"k\":\"v\\u00fc\"}",
            "[\"" + ARRIVAL_NS + "\",\"a\u00ff\u00c3(\\u20ac\",{\"f\":\"\u00fe\"}]",
            value("good"));
    LogDecoded decoded = json().feed(push.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    assertEquals("a\u00ff\u00c3(\u00e2\u0082\u00ac", decoded.records().get(0).latin1());
    assertEquals("\u00fe", decoded.records().get(0).fields().get("f"));
    assertEquals("vü", decoded.records().get(0).label("k"));
    assertEquals("good", decoded.records().get(1).line());
  }

  @Test
  void json_nulAndOverLong() {
    String text = "y".repeat(LogBatch.LINE_BYTES_MAX + 1);
    LogDecoded decoded = json().feed(push("{\"k\":\"v\"}", value(text), value("good")));
    assertEquals(LogBatch.LINE_BYTES_MAX, decoded.records().get(0).line().length());
    assertEquals("" + text.length(), decoded.records().get(0).field(LogEntries.CUT_FIELD));
    assertEquals("good", decoded.records().get(1).line());
    LogDecoded nul = json().feed(push("{\"k\":\"v\"}", value("a"), value("b\0c")));
    assertEquals("a", nul.records().get(0).line());
    assertEquals(1, nul.refusals().count(Malformed.SYNTAX), "a raw NUL is no JSON");
  }

  @Test
  void clocks_in1970And2100_areRefusedWithLokisWords() {
    String old = "[\"1000\",\"x\"]";
    String late = "[\"4102444800000000000\",\"x\"]";
    LogDecoded decoded = json().feed(push("{\"k\":\"v\"}", old, value("good"), late));
    assertEquals("good", decoded.only().line());
    assertEquals(1, decoded.refusals().count(Malformed.TOO_OLD));
    assertEquals(1, decoded.refusals().count(Malformed.TOO_NEW));
    assertEquals(
        "entry for stream '{k=\"v\"}' has timestamp too old: 1970-01-01T00:00:00.000001Z, oldest"
            + " acceptable timestamp is: 2024-11-20T22:10:00Z",
        decoded.refusals().firstSample());
    Pushes push =
        new Pushes()
            .stream(
                "{k=\"v\"}",
                Pushes.entry(4_102_444_800_000_000_000L, "x"),
                Pushes.entry(ARRIVAL_NS, "good"),
                Pushes.entry(0, "x"));
    LogDecoded proto = protobuf().feed(push.bytes());
    assertEquals("good", proto.only().line());
    assertEquals(
        "entry for stream '{k=\"v\"}' has timestamp too new: 2100-01-01T00:00:00Z",
        proto.refusals().firstSample());
    assertEquals(1, proto.refusals().count(Malformed.TOO_OLD));
  }

  @Test
  void json_tenThousandMetadata_areCutAndMarked() {
    var metadata = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      metadata.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
    }
    LogDecoded decoded =
        json().feed(push("{\"k\":\"v\"}", "[\"" + ARRIVAL_NS + "\",\"x\",{" + metadata + "}]"));
    assertEquals("x", decoded.only().line());
    assertEquals(
        Integer.toString(10_000 - LogEntries.FIELDS_MAX),
        decoded.only().field(LogEntries.FIELDS_CUT_FIELD));
  }

  @Test
  void protobuf_allParts() {
    byte[] binary = {'a', 0, (byte) 0xFF, (byte) 0xC3, '(', '\n'};
    Pushes push =
        new Pushes()
            .stream(
                    "{ app = \"a\\\"\\n\\u00fc\" , b=`c\\`, }",
                    Pushes.entry(ARRIVAL_NS + 7, "one", "trace-id", "t1", "x", "", "9", "n"),
                    Pushes.entry(ARRIVAL_NS, binary))
                .text(2, "format");
    LogDecoded decoded = protobuf().feed(push.bytes());
    assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
    Entry one = decoded.records().get(0);
    assertEquals("a\"\nü", one.label("app"));
    assertEquals("c\\", one.label("b"));
    assertEquals(ARRIVAL_NS + 7, one.ns());
    assertEquals(Map.of("trace_id", "t1", "_9", "n"), one.fields());
    assertEquals("a\0\u00ff\u00c3(\n", decoded.records().get(1).latin1());
  }

  @Test
  void protobuf_badLabels_refuseTheirStreamAlone() {
    for (String bad :
        new String[] {
          "",
          "{}",
          "{a=\"\"}",
          "{a}",
          "{a=b}",
          "{a=\"b\"",
          "a=\"b\"",
          "{a=\"b\"} x",
          "{a=\"b\" c=\"d\"}",
          "{9=\"b\"}",
          "{a-b=\"c\"}",
          "{ü=\"b\"}",
          "{a!=\"b\"}",
          "{a=\"\\q\"}",
          "{,}",
          "{a=\"\\ud800\"}",
          "{a=\"b\",a=\"c\"}",
          "{a=\"" + "x".repeat(2049) + "\"}"
        }) {
      Pushes push =
          new Pushes()
              .stream(bad, Pushes.entry(ARRIVAL_NS, "x")).stream(
                  "{k=\"v\"}", Pushes.entry(ARRIVAL_NS, "good"));
      LogDecoded decoded = protobuf().feed(push.bytes());
      assertEquals("good", decoded.only().line(), bad);
      assertEquals(1, decoded.refusals().count(Malformed.BAD_LABELS), bad);
    }
    LogDecoded empty = protobuf().feed(new Pushes().stream("{}").bytes());
    assertEquals(
        "error at least one label pair is required per stream", empty.refusals().firstSample());
  }

  @Test
  void protobuf_damagedEntry_isRefusedAlone() {
    byte[] damaged = Pushes.entry(ARRIVAL_NS, "some line").bytes();
    damaged[damaged.length - 10] = 100; // the length of the line
    byte[] stream =
        new Pushes()
            .text(1, "{k=\"v\"}")
            .message(2, Pushes.entry(ARRIVAL_NS, "a"))
            .bytes(2, damaged)
            .message(2, Pushes.entry(ARRIVAL_NS, "b"))
            .bytes();
    LogDecoded decoded = protobuf().feed(new Pushes().bytes(1, stream).bytes());
    assertEquals(List.of("a", "b"), decoded.records().stream().map(Entry::line).toList());
    assertEquals(1, decoded.refusals().count(Malformed.TRUNCATED));
  }

  @Test
  void protobuf_cutAnywhere_neverThrows() {
    byte[] whole =
        new Pushes()
            .stream("{k=\"v\"}", Pushes.entry(ARRIVAL_NS, "a")).stream(
                    "{k=\"w\"}", Pushes.entry(ARRIVAL_NS, "b", "m", "n"))
                .bytes();
    int kept = 0;
    for (int cut = 1; cut < whole.length; cut++) {
      LogDecoded decoded = protobuf().feed(Arrays.copyOf(whole, cut));
      kept = Math.max(kept, decoded.records().size());
      assertTrue(decoded.refusals().total() == 1 || decoded.records().size() == 1);
    }
    assertEquals(1, kept);
  }

  @Test
  void protobuf_overLong_isCutAndMarked() {
    byte[] line = new byte[LogBatch.LINE_BYTES_MAX + 9];
    Arrays.fill(line, (byte) 'y');
    LogDecoded decoded =
        protobuf()
            .feed(
                new Pushes()
                    .stream(
                            "{k=\"v\"}",
                            Pushes.entry(ARRIVAL_NS, line),
                            Pushes.entry(ARRIVAL_NS, "b"))
                        .bytes());
    assertEquals(LogBatch.LINE_BYTES_MAX, decoded.records().get(0).latin1().length());
    assertEquals("" + line.length, decoded.records().get(0).field(LogEntries.CUT_FIELD));
    assertEquals("b", decoded.records().get(1).line());
  }

  @Test
  void protobuf_bodyCutBetweenStreams_givesTheSame() {
    var push = new Pushes();
    for (int i = 0; i < 50; i++) {
      push.stream("{k=\"v" + i + "\"}", Pushes.entry(ARRIVAL_NS + i, "line " + i));
    }
    byte[] body = push.bytes();
    LogDecoded whole = protobuf().feed(body);
    LogDecoded pieces = protobuf();
    int at = 0;
    int count = 0;
    while (at < body.length) {
      int next = BodyCuts.PROTOBUF_FIELDS.end(body, at, body.length, 200);
      pieces.feed(Arrays.copyOfRange(body, at, next));
      at = next;
      count++;
    }
    assertTrue(count > 5, "pieces " + count);
    assertEquals(50, whole.records().size());
    assertEquals(whole.records(), pieces.records());
    assertEquals(0, pieces.refusals().total());
  }

  @Test
  void protobuf_entries_allocateNothing() {
    byte[] few = manyEntries(10);
    byte[] many = manyEntries(2_000);
    var decoder = new LokiProtobufDecoder();
    var entries = new LogEntries(LogDecoded.TWO_YEARS);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long ofFew = allocated(decoder, few, entries);
      least = Math.min(least, allocated(decoder, many, entries) - ofFew);
    }
    assertTrue(least <= 0, "bytes for 1990 entries: " + least);
  }

  private static byte[] manyEntries(int count) {
    var list = new Pushes[count];
    for (int i = 0; i < count; i++) {
      list[i] = Pushes.entry(ARRIVAL_NS + i, "line " + i);
    }
    return new Pushes().stream("{a=\"b\"}", list).bytes();
  }

  private static long allocated(LokiProtobufDecoder decoder, byte[] body, LogEntries entries) {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    var payload = new Payload().set(body, 0, body.length, LogDecoded.ARRIVAL_MS);
    entries.clear(Tenant.DEFAULT);
    long before = threads.getCurrentThreadAllocatedBytes();
    decoder.decode(payload, entries);
    long after = threads.getCurrentThreadAllocatedBytes();
    assertEquals(0, entries.refusals().total());
    return after - before;
  }
}
