package dev.weir.ingest.graphite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GraphiteDecoderTest {
  private final GraphiteDecoder decoder = new GraphiteDecoder();

  private Decoded fixture(String name) {
    return Decoded.of(decoder, Fixtures.bytes(name), 1);
  }

  private Labels labels(String path) {
    return Decoded.of(decoder, path + " 1 1").only().labels();
  }

  @Test
  void decode_nodeFixture_hasExactlyItsSamples() {
    assertEquals(
        """
        foo{} 23.0 @1700000000000
        bar.baz{} 1.5 @1700000000000
        bar.qux.deep{} -4.0 @1700000000000
        tagged.metric{host="h1"} 9.0 @1700000000000
        """,
        fixture("graphite/node-graphite.stream").text());
  }

  @Test
  void decode_streamFixtures_haveTheirFacts() {
    Decoded micrometer = fixture("graphite/micrometer-plaintext.stream");
    assertEquals(35, micrometer.samples().size());
    assertEquals(
        1,
        micrometer.samples().stream()
            .filter(s -> s.labels().equals(Labels.of("__name__", "queue.size", "queue", "main")))
            .filter(s -> s.value() == 42.5)
            .count());
    Decoded netdata = fixture("graphite/netdata-graphite.stream");
    assertEquals(14, netdata.samples().size());
    assertEquals("false", netdata.samples().getFirst().labels().find("_is_ephemeral"));
    assertEquals(0, netdata.refusals().total() + micrometer.refusals().total());
  }

  @Test
  void decode_udpFixture_isOneLineADatagram() {
    List<byte[]> datagrams = Fixtures.datagrams("graphite/micrometer-udp.dgrams");
    assertEquals(104, datagrams.size());
    for (byte[] datagram : datagrams) {
      assertEquals(1, Decoded.of(decoder, datagram, 1).samples().size());
    }
  }

  @Test
  void decode_collectdFixture_dropsNanOnly() {
    Decoded decoded = fixture("collectd/write_graphite.stream");
    assertEquals(761 - 39, decoded.samples().size());
    assertEquals(39, decoded.refusals().total());
    assertEquals(39, decoded.refusals().count(Malformed.UNSUPPORTED));
    Labels squares = Labels.of("__name__", "collectd.dev_fixture.pf.squares-inst.gauge-g");
    assertEquals(
        List.of(0.0, 1.0, 4.0, 9.0, 16.0, 25.0, 36.0, 49.0, 64.0, 81.0),
        decoded.samples().stream()
            .filter(s -> s.labels().equals(squares))
            .map(Decoded.Sample::value)
            .toList());
  }

  @Test
  void decode_collectdTagsFixture_hasItsFacts() {
    List<byte[]> datagrams = Fixtures.datagrams("collectd/write_graphite-tags.dgrams");
    assertEquals(73, datagrams.size());
    int lines = 0;
    double sum = 0;
    int points = 0;
    for (byte[] datagram : datagrams) {
      Decoded decoded = Decoded.of(decoder, datagram, 1);
      lines += decoded.samples().size() + decoded.refusals().total();
      for (Decoded.Sample sample : decoded.samples()) {
        if (sample.labels().metricName().equals("squares.if_octets.rx")) {
          assertEquals("dev.fixture", sample.labels().find("host"));
          sum += sample.value();
          points++;
        }
      }
    }
    assertEquals(761, lines);
    assertEquals(10, points);
    assertEquals(285, sum);
  }

  @Test
  void decode_everySplitIntoLines_givesTheSame() {
    byte[] stream = Fixtures.bytes("graphite/micrometer-plaintext.stream");
    String whole = Decoded.of(decoder, stream, 1).text();
    for (int cut = 0; cut < stream.length; cut++) {
      if (cut == 0 || stream[cut - 1] == '\n') {
        byte[] head = java.util.Arrays.copyOf(stream, cut);
        byte[] tail = java.util.Arrays.copyOfRange(stream, cut, stream.length);
        assertEquals(
            whole, Decoded.of(decoder, head, 1).text() + Decoded.of(decoder, tail, 1).text());
      }
    }
  }

  @Test
  void decode_times_ofEveryKind() {
    Object[][] cases = {
      {"1700000000", 1_700_000_000_000L},
      {"1700000000.25", 1_700_000_000_250L},
      {"1.7e9", 1_700_000_000_000L},
      {"1700000000123", 1_700_000_000_123L},
      {"-1", Decoded.ARRIVAL_MS},
      {"-1.0", Decoded.ARRIVAL_MS},
      {"0", 0L},
      {"100000000000", 100_000_000_000_000L}
    };
    for (Object[] c : cases) {
      assertEquals(c[1], Decoded.of(decoder, "a 1 " + c[0]).only().timestampMs(), "" + c[0]);
    }
    for (String bad : List.of("x", "nan", "inf", "1e300", "12:00", "N")) {
      assertEquals(
          1, Decoded.of(decoder, "a 1 " + bad).refusals().count(Malformed.BAD_TIMESTAMP), bad);
    }
  }

  @Test
  void decode_values_ofEveryKind() {
    assertEquals(1000, Decoded.of(decoder, "a 1e3 1").only().value());
    assertEquals(Double.NEGATIVE_INFINITY, Decoded.of(decoder, "a -Inf 1\n").only().value());
    assertEquals(Double.POSITIVE_INFINITY, Decoded.of(decoder, "a +infinity 1\n").only().value());
    for (String none : List.of("nan", "NaN", "-nan", "+NAN")) {
      Decoded decoded = Decoded.of(decoder, "a " + none + " 1\nb 1 1");
      assertEquals(1, decoded.refusals().count(Malformed.UNSUPPORTED), none);
      assertEquals(1, decoded.samples().size());
    }
    for (String bad : List.of("x", "1,5", "0x10", "1_0", "--1", "na")) {
      assertEquals(1, Decoded.of(decoder, "a " + bad + " 1").refusals().count(Malformed.BAD_VALUE));
    }
  }

  @Test
  void decode_blanks_doNotMatter() {
    assertEquals(
        "a{} 1.0 @1000\nb{} 2.0 @2000\nc{} 3.0 @3000\n",
        Decoded.of(decoder, "\r\n  a\t1   1 \r\n\n b 2 2\r\nc 3 3").text());
  }

  @Test
  void decode_notThreeWords_refusesTheLineOnly() {
    for (String line : List.of("a", "a 1", "a 1 1 1", "a  ", "\"GET / HTTP/1.1\"x y z 1")) {
      Decoded decoded = Decoded.of(decoder, "ok 1 1\n" + line + "\nok 2 2\n");
      assertEquals(2, decoded.samples().size(), line);
      assertEquals(1, decoded.refusals().count(Malformed.SYNTAX), line);
    }
  }

  @Test
  void labels_tags() {
    assertEquals(Labels.of("__name__", "a.b", "x", "1", "y", "2=3"), labels("a.b;y=2=3;x=1"));
    assertEquals(Labels.of("__name__", "a", "x", "1"), labels("~~a;x=1"));
    assertEquals(Labels.of("__name__", "~a"), labels("~a"));
    assertEquals(Labels.of("__name__", "a", "x", "2"), labels("a;x=1;x=2"));
    assertEquals(Labels.of("__name__", "a"), labels("a;name=b;__name__=c"));
    assertEquals(
        Labels.of("__name__", "a", "k", "v w", "l", "é"),
        labels("a{k=\"v\u00a0w\",l=\"é\"}".replace('\u00a0', '_')).toBuilder()
            .set("k", "v w")
            .build());
    assertEquals(Labels.of("__name__", "a"), labels("a{}"));
  }

  @Test
  void labels_badTags_leaveThePathAsItIs() {
    for (String path :
        List.of(
            "a;b",
            "a;=b",
            "a;b=",
            "a;b=~c",
            "a;b!=c",
            "a;b^c=d",
            "a;",
            "a;;b=c",
            "a;b=c;",
            "a{b}",
            "a{b=c}",
            "a{b=\"c}",
            "a{b=\"c\"x}",
            "~;a=b")) {
      assertEquals(Labels.of("__name__", path), labels(path), path);
    }
  }

  @Test
  void labels_badUtf8_areRefused() {
    byte[] line = "a\u00ff 1 1\nb 1 1".getBytes(StandardCharsets.ISO_8859_1);
    Decoded decoded = Decoded.of(decoder, line, 1);
    assertEquals(1, decoded.invalidLabels());
    assertEquals("b{} 1.0 @1000\n", decoded.text());
  }
}
