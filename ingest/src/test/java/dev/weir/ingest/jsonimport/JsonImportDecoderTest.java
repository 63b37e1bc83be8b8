package dev.weir.ingest.jsonimport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Staleness;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonImportDecoderTest {
  private final JsonImportDecoder decoder = new JsonImportDecoder();

  private static String line(String values, String timestamps) {
    return "{\"metric\":{\"__name__\":\"a\"},\"values\":"
        + values
        + ",\"timestamps\":"
        + timestamps
        + "}";
  }

  private Decoded decode(String text) {
    return Decoded.of(decoder, text);
  }

  @Test
  void decode_line_givesARowPerValue() {
    assertEquals(
        "up{job=\"n\"} 1.0 @1000\nup{job=\"n\"} -2500.0 @2000\n",
        decode(
                "{\"metric\":{\"__name__\":\"up\",\"job\":\"n\"},"
                    + "\"values\":[1,-2.5e3],\"timestamps\":[1000,2000]}\n")
            .text());
  }

  @Test
  void decode_membersInAnyOrder_withBlanksAndOthers() {
    String text =
        " { \"timestamps\" : [ 1 , 2 ] , \"x\" : {\"y\":[{}, \"]}\", true, null]} , \"values\":[ 3,4 ],"
            + " \"start_timestamps\":[null,1], \"metric\" : { \"__name__\" : \"a\" , \"b\":\"c\" } } \r\n";
    assertEquals("a{b=\"c\"} 3.0 @1\na{b=\"c\"} 4.0 @2\n", decode(text).text());
  }

  @Test
  void decode_specialValues_asStrings() {
    Decoded decoded =
        decode(
            line(
                "[\"NaN\",\"+Inf\",\"-Inf\",\"StaleNaN\",\"Infinity\",\"1.5\",null,0]",
                "[1,2,3,4,5,6,7,8]"));
    List<Decoded.Sample> samples = decoded.samples();
    assertEquals(7, samples.size());
    assertTrue(Double.isNaN(samples.get(0).value()) && !Staleness.isStale(samples.get(0).value()));
    assertEquals(Double.POSITIVE_INFINITY, samples.get(1).value());
    assertEquals(Double.NEGATIVE_INFINITY, samples.get(2).value());
    assertTrue(Staleness.isStale(samples.get(3).value()));
    assertEquals(Double.POSITIVE_INFINITY, samples.get(4).value());
    assertEquals(1.5, samples.get(5).value());
    assertEquals(8, samples.get(6).timestampMs());
    assertEquals(0, decoded.refusals().total());
  }

  @Test
  void decode_histograms_areCountedAndLeftOut() {
    Decoded decoded = decode(line("[{\"schema\":0,\"count\":2,\"positive\":[[1,2]]},5]", "[1,2]"));
    assertEquals("a{} 5.0 @2\n", decoded.text());
    assertEquals(1, decoded.refusals().count(Malformed.UNSUPPORTED));
  }

  @Test
  void decode_badLines_refuseOnlyThemselves() {
    String[] lines = {
      "x",
      "{",
      "{}",
      "[]",
      "1",
      "null",
      "{\"metric\":{}}",
      line("[1,2]", "[1]"),
      line("[1]", "[1,2]"),
      line("[1,]", "[1,2]"),
      line("[1 2]", "[1,2]"),
      line("[1]", "[]"),
      line("1", "1"),
      line("[1]", "[1]") + "x",
      line("[NaN]", "[1]"),
      line("[\"x\"]", "[1]"),
      line("[true]", "[1]"),
      line("[[1]]", "[1]"),
      line("[1]", "[x]"),
      line("[1]", "[null]"),
      line("[1]", "[1e30]"),
      line("[1}", "[1]"),
      line("[1]", "[99999999999999999999]"),
      line("[\"1]", "[1]"),
      "{\"metric\":" + "[".repeat(100) + "]".repeat(100) + "}",
      "{\"metric\":[],\"values\":[1],\"timestamps\":[1]}",
      line("[1]", "[1]").replace(':', ' ')
    };
    for (String bad : lines) {
      Decoded decoded = decode(line("[1]", "[1]") + "\n" + bad + "\n" + line("[2]", "[2]"));
      assertEquals("a{} 1.0 @1\na{} 2.0 @2\n", decoded.text(), bad);
      assertEquals(1, decoded.refusals().total(), bad);
    }
  }

  @Test
  void decode_emptyArraysAndLines_areNothing() {
    Decoded decoded = decode("\n \r\n" + line("[]", "[]") + "\n" + line("[ ]", "[ ]"));
    assertEquals(0, decoded.samples().size());
    assertEquals(0, decoded.refusals().total());
  }

  @Test
  void decode_timestamps_maybeFloatsOrStrings() {
    assertEquals(
        "a{} 1.0 @-5\na{} 2.0 @1700000000000\na{} 3.0 @7\n",
        decode(line("[1,2,3]", "[-5,1.7e12,\"7\"]")).text());
  }

  @Test
  void labels_escapes_areUndone() {
    String text =
        "{\"metric\":{\"__name__\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"é\":\"\\u20ac\\ud83d\\ude00\"},"
            + "\"values\":[1],\"timestamps\":[1]}";
    assertEquals(
        Labels.of("__name__", "a\"\\/\b\f\n\r\t", "é", "€\ud83d\ude00"),
        decode(text).only().labels());
  }

  @Test
  void labels_thatAreNone_areRefused() {
    for (String metric :
        List.of(
            "{\"a\":1}",
            "{\"a\"}",
            "{\"a\":\"b\",}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\u12\"}",
            "{\"\":\"b\"}",
            "{a:\"b\"}",
            "{\"a\":\"b\" \"c\":\"d\"}",
            "{,}",
            "{\"a\":}")) {
      Decoded decoded = decode("{\"metric\":" + metric + ",\"values\":[1],\"timestamps\":[1]}");
      assertEquals(1, decoded.invalidLabels() + decoded.refusals().total(), metric);
    }
  }
}
