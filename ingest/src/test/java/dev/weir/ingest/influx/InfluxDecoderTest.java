package dev.weir.ingest.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import org.junit.jupiter.api.Test;

final class InfluxDecoderTest {
  private static final long MILLIS = 1_000_000;

  private final InfluxDecoder decoder = new InfluxDecoder();

  private Decoded decode(String text) {
    return Decoded.of(decoder, text);
  }

  @Test
  void decode_clientV2Fixture_hasItsFacts() {
    var requests = Fixtures.requests("influx/influxdb-client-js-v2.stream");
    assertEquals(2, requests.size());
    Decoded first = Decoded.of(decoder, requests.get(0).body(), MILLIS);
    assertEquals(
        """
        cpu load_n{host="h 1,a=b", region="west"} 7.0 @1700000000123
        cpu load_up{host="h 1,a=b", region="west"} 1.0 @1700000000123
        cpu load_usage{host="h 1,a=b", region="west"} 64.5 @1700000000123
        mem_f{region="west"} 1.0E-7 @1700000001123
        mem_u{region="west"} 1.8446744073709E13 @1700000001123
        """,
        first.text());
    assertEquals(1, first.refusals().total()); // msg="..."
    assertEquals(1, first.refusals().count(Malformed.UNSUPPORTED));
    assertEquals("msg=\"say \\\"hi\\\" \\\\ ok\"", first.refusals().firstSample());
    Decoded second = Decoded.of(decoder, requests.get(1).body(), 1000 * MILLIS);
    assertEquals(50, second.samples().size());
    assertEquals(0, second.refusals().total());
  }

  @Test
  void decode_micrometerFixture_isAllGood() {
    int samples = 0;
    for (var request : Fixtures.requests("influx/micrometer-influx-v1.stream")) {
      if (request.target().startsWith("/write")) {
        Decoded decoded = Decoded.of(decoder, request.body(), MILLIS);
        assertEquals(0, decoded.refusals().total(), decoded.refusals().firstSample());
        assertEquals(0, decoded.invalidLabels());
        samples += decoded.samples().size();
      }
    }
    assertTrue(samples > 10, "" + samples);
  }

  @Test
  void decode_fieldCalledValue_isTheMeasurement() {
    assertEquals(Labels.of("__name__", "m", "a", "b"), decode("m,a=b value=1 2").only().labels());
  }

  @Test
  void decode_values_ofEveryKind() {
    String[][] cases = {
      {"1", "1.0"},
      {"-1.5", "-1.5"},
      {"1e-7", "1.0E-7"},
      {"1.", "1.0"},
      {".5", "0.5"},
      {"42i", "42.0"},
      {"-42i", "-42.0"},
      {"9223372036854775807i", "9.223372036854776E18"},
      {"-9223372036854775808i", "-9.223372036854776E18"},
      {"18446744073709551615u", "1.8446744073709552E19"},
      {"0u", "0.0"},
      {"t", "1.0"},
      {"T", "1.0"},
      {"true", "1.0"},
      {"True", "1.0"},
      {"TRUE", "1.0"},
      {"f", "0.0"},
      {"F", "0.0"},
      {"false", "0.0"},
      {"False", "0.0"},
      {"FALSE", "0.0"}
    };
    for (String[] c : cases) {
      assertEquals(c[1], "" + decode("m f=" + c[0]).only().value(), c[0]);
    }
  }

  @Test
  void decode_badValues_refuseTheLine() {
    String[] values = {
      "",
      "x",
      "NaN",
      "inf",
      "1x",
      "1ii",
      "i",
      "u",
      "-u",
      "-1u",
      "9223372036854775808i",
      "-9223372036854775809i",
      "18446744073709551616u",
      "99999999999999999999u",
      "tr",
      "tRUE",
      "1.5i",
      "\"a\"b"
    };
    for (String value : values) {
      Decoded decoded = decode("ok v=1 1\nm a=1,f=" + value + " 1\nok v=2 1");
      assertEquals(2, decoded.samples().size(), value);
      assertEquals(1, decoded.refusals().count(Malformed.BAD_VALUE), value);
    }
  }

  @Test
  void decode_badLines_refuseOnlyThemselves() {
    String[] lines = {
      "m",
      "m ",
      "m,a=b",
      "m,a f=1",
      "m,a= f=1",
      "m,=b f=1",
      "m,a=b, f=1",
      "m, f=1",
      ",a=b f=1",
      "m,a=b=c f=1",
      "m f",
      "m f=1,",
      "m f=1,=2",
      "m =1",
      "m f=1 x",
      "m f=1 1 2",
      "m f=1 1x",
      "m f=1 -",
      "m f=1 99999999999999999999",
      "m f=\"open",
      "m\\",
      "m f\\"
    };
    for (String line : lines) {
      Decoded decoded = decode("ok v=1 1\n" + line + "\nok v=2 1\n");
      boolean isOpen = line.contains("\"");
      assertEquals(2, decoded.samples().size(), line);
      assertEquals(1, decoded.refusals().total(), line);
      assertEquals(line, decoded.refusals().firstSample(), "" + isOpen);
    }
  }

  @Test
  void decode_timestamps_inAllUnits() {
    assertEquals(1_700_000_000_123L, decode("m f=1 1700000000123456789").only().timestampMs());
    assertEquals(-1, decode("m f=1 -1").only().timestampMs());
    assertEquals(Decoded.ARRIVAL_MS, decode("m f=1").only().timestampMs());
    assertEquals(Decoded.ARRIVAL_MS, decode("m f=1 \r\n").only().timestampMs());
    byte[] seconds = "m f=1 1700000000".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(
        1_700_000_000_000L, Decoded.of(decoder, seconds, 1000 * MILLIS).only().timestampMs());
    assertEquals(
        1_700_000_000_000L * 3600,
        Decoded.of(decoder, seconds, 3_600_000 * MILLIS).only().timestampMs());
    byte[] micros = "m f=1 1700000000123456".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(1_700_000_000_123L, Decoded.of(decoder, micros, 1000).only().timestampMs());
    byte[] far = "m f=1 9223372036854775807".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(
        1, Decoded.of(decoder, far, 3_600_000 * MILLIS).refusals().count(Malformed.BAD_TIMESTAMP));
  }

  @Test
  void decode_escapes_standForThemselves() {
    Decoded decoded = decode("a\\,b\\ c\\x=,t\\,\\=\\ g=v\\ \\,\\=\\n f\\=\\,\\ x=1");
    assertEquals(
        Labels.of("__name__", "a,b c\\x=_f=, x", "t,= g", "v ,=\\n"), decoded.only().labels());
  }

  @Test
  void decode_stringsMayHoldAnything() {
    Decoded decoded = decode("m s=\"a,b=c d\ne\\\"f\\\\\",f=1 5000000\nn f=2 6000000");
    assertEquals("m_f{} 1.0 @5\nn_f{} 2.0 @6\n", decoded.text());
    assertEquals(1, decoded.refusals().total());
  }

  @Test
  void decode_commentsAndEmptyLines_areSkipped() {
    Decoded decoded = decode("\n\n# a comment v=1\n  \r\n  m f=1 1000000\n#");
    assertEquals("m_f{} 1.0 @1\n", decoded.text());
    assertEquals(0, decoded.refusals().total());
  }

  @Test
  void decode_duplicateField_lastRowIsLast() {
    assertEquals("m_f{} 1.0 @1\nm_f{} 2.0 @1\n", decode("m f=1,f=2 1000000").text());
  }

  @Test
  void decode_tagNamedLikeTheMetric_losesToTheMeasurement() {
    assertEquals(Labels.of("__name__", "m_f"), decode("m,__name__=x f=1").only().labels());
  }

  @Test
  void labels_badUtf8_areRefused() {
    byte[] line = "m,a=\u00ff f=1".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertEquals(1, Decoded.of(decoder, line, 1).invalidLabels());
  }

  @Test
  void keys_ofSameSeries_areEqual() {
    var batch = decode("m,a=b x=1,y=2 1\nm,a=b y=3,x=4 2\nm,a=c x=1").batch();
    assertEquals(batch.keyLow()[0], batch.keyLow()[3]);
    assertEquals(batch.keyHigh()[1], batch.keyHigh()[2]);
    assertTrue(batch.keyLow()[0] != batch.keyLow()[1] && batch.keyLow()[0] != batch.keyLow()[4]);
  }
}
