package dev.weir.ingest.collectd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CollectdDecoderTest {
  private static final Map<String, Integer> VALUES_PER_PLUGIN =
      Map.of(
          "load",
          99,
          "memory",
          198,
          "df",
          198,
          "interface",
          1056,
          "processes",
          231,
          "cpu",
          512,
          "disk",
          352,
          "squares",
          64);

  private final List<NotificationSink.Notification> notifications = new ArrayList<>();
  private final CollectdDecoder decoder =
      new CollectdDecoder(TypesTable.standard(), (tenant, n) -> notifications.add(n));

  /// Samples and refusals of all datagrams of a fixture.
  private record All(List<Decoded.Sample> samples, int refused, int unsupported) {
    List<Double> values(Labels labels) {
      return samples.stream()
          .filter(s -> s.labels().equals(labels))
          .map(Decoded.Sample::value)
          .toList();
    }
  }

  private All all(String fixture) {
    var samples = new ArrayList<Decoded.Sample>();
    int refused = 0;
    int unsupported = 0;
    for (byte[] datagram : Fixtures.datagrams("collectd/" + fixture + ".dgrams")) {
      Decoded decoded = Decoded.of(decoder, datagram, 1);
      assertEquals(0, decoded.invalidLabels());
      samples.addAll(decoded.samples());
      refused += decoded.refusals().total();
      unsupported += decoded.refusals().count(Malformed.UNSUPPORTED);
    }
    return new All(samples, refused, unsupported);
  }

  private static Labels squares(String type, String typeInstance) {
    return Labels.of(
        "__name__",
        "collectd_squares_" + type,
        "host",
        "dev.fixture",
        "type_instance",
        typeInstance);
  }

  private static Labels inst(String type, String typeInstance) {
    return squares(type, typeInstance).toBuilder().set("plugin_instance", "inst").build();
  }

  @Test
  void decode_plainFixture_hasItsFacts() {
    All all = all("network-plain");
    assertEquals(2710 - 1, all.samples.size());
    assertEquals(1, all.refused, "the NaN");
    assertEquals(1, all.unsupported);
    var perPlugin = new TreeMap<String, Integer>();
    for (Decoded.Sample sample : all.samples) {
      perPlugin.merge(sample.labels().metricName().split("_")[1], 1, Integer::sum);
    }
    perPlugin.merge("squares", 1, Integer::sum); // the NaN
    assertEquals(new TreeMap<>(VALUES_PER_PLUGIN), perPlugin);
  }

  @Test
  void decode_plainFixture_keepsValuesAndNames() {
    All all = all("network-plain");
    List<Double> expected = List.of(0.0, 1.0, 4.0, 9.0, 16.0, 25.0, 36.0, 49.0, 64.0, 81.0);
    Labels gauge = inst("gauge", "g");
    assertEquals(expected, all.values(gauge));
    assertEquals(expected, all.values(squares("derive", "d")));
    assertEquals(expected, all.values(squares("counter", "c")));
    assertEquals(expected, all.values(squares("absolute", "a")));
    assertEquals(10, all.values(squares("if_octets_rx", "eth0")).size());
    assertEquals(
        all.values(squares("if_octets_rx", "eth0")).stream().map(v -> v * 3).toList(),
        all.values(squares("if_octets_tx", "eth0")));
    assertEquals(List.of(-1.2345678), all.values(inst("gauge", "frac")));
    assertEquals(List.of(-9007199254740992.0), all.values(inst("derive", "neg")));
    assertEquals(List.of(0x1p64), all.values(inst("counter", "big")));
    Decoded.Sample first =
        all.samples.stream().filter(s -> s.labels().equals(gauge)).findFirst().orElseThrow();
    assertTrue(
        first.timestampMs() > 1_795_210_000_000L && first.timestampMs() < 1_795_213_000_000L);
  }

  @Test
  void decode_plainFixture_findsTheNotifications() {
    all("network-plain");
    assertEquals(3, notifications.size());
    NotificationSink.Notification warning = notifications.get(0);
    assertEquals(2, warning.severity());
    assertEquals("dev.fixture", warning.host());
    assertEquals("squares", warning.plugin());
    assertEquals("inst", warning.pluginInstance());
    assertEquals("gauge", warning.type());
    assertEquals("g", warning.typeInstance());
    assertEquals("fixture warning dev ünïcode €", warning.message());
    assertEquals("disk on fire", notifications.get(1).message());
    assertEquals(1, notifications.get(1).severity());
    assertEquals("all is well again", notifications.get(2).message());
    assertEquals(4, notifications.get(2).severity());
  }

  @Test
  void decode_signedFixture_isTakenUnverified() {
    assertEquals(all("network-plain").samples, all("network-signed").samples);
  }

  @Test
  void decode_encryptedFixture_isDroppedAndCounted() {
    All all = all("thirdparty-bucky-squares-encrypted");
    assertEquals(0, all.samples.size());
    assertEquals(2, all.refused);
  }

  @Test
  void decode_buckyFixtures_haveTheirFacts() {
    All mixed = all("thirdparty-bucky-mixed");
    assertEquals(0, mixed.refused);
    assertEquals(
        39,
        mixed.samples.stream().filter(s -> s.labels().metricName().contains("_users_")).count());
    assertTrue(
        mixed.samples.stream().allMatch(s -> "toroid.local".equals(s.labels().find("host"))));
    assertEquals(40, all("thirdparty-bucky-squares").samples.size());
    assertEquals(40, all("thirdparty-bucky-squares-signed").samples.size());
  }

  @Test
  void decode_typesUnknown_areNumbered() {
    All wraps = all("thirdparty-bucky-counter-wraps");
    assertEquals(20, wraps.samples.size());
    assertTrue(
        wraps.samples.stream().allMatch(s -> s.labels().metricName().matches(".*_counters_[01]")));
  }

  @Test
  void types_fromTypesDb_nameTheSources() throws IOException {
    String db = "# comment\n\ncounters a:COUNTER:0:U, b:COUNTER:0:U # two\ngauge value:GAUGE:U:U\n";
    TypesTable types =
        TypesTable.standard().with(new ByteArrayInputStream(db.getBytes(StandardCharsets.UTF_8)));
    assertEquals("_b", types.suffix("counters", 1, 2));
    assertEquals("", types.suffix("gauge", 0, 1));
    assertEquals("_rx", types.suffix("if_octets", 0, 2));
    assertEquals("_2", types.suffix("if_octets", 2, 3));
    var bad = new ByteArrayInputStream("x value:GAUGE:U\n".getBytes(StandardCharsets.UTF_8));
    assertThrows(IllegalArgumentException.class, () -> TypesTable.standard().with(bad));
  }

  @Test
  void types_ofTheDaemon_areTheStandardOnes() throws IOException {
    byte[] db = Fixtures.bytes("collectd/types.db");
    TypesTable full = TypesTable.standard().with(new ByteArrayInputStream(db));
    for (String line : new String(db, StandardCharsets.UTF_8).split("\n")) {
      String[] words = line.split("[\\s,]+");
      for (int i = 1; i < words.length && !line.startsWith("#"); i++) {
        assertEquals(
            full.suffix(words[0], i - 1, words.length - 1),
            TypesTable.standard().suffix(words[0], i - 1, words.length - 1),
            line);
      }
    }
  }

  @Test
  void decode_everyTruncation_keepsWhatIsWhole() {
    byte[] datagram = Fixtures.datagrams("collectd/network-plain.dgrams").get(3);
    List<Decoded.Sample> whole = Decoded.of(decoder, datagram, 1).samples();
    for (int length = 0; length < datagram.length; length++) {
      Decoded cut = Decoded.of(decoder, Arrays.copyOf(datagram, length), 1);
      assertEquals(whole.subList(0, cut.samples().size()), cut.samples());
      assertTrue(cut.refusals().total() <= 1);
    }
  }

  @Test
  void decode_badParts_endThePacketOrAreSkipped() {
    byte[] values = {0, 6, 0, 15, 0, 1, 1, 0, 0, 0, 0, 0, 0, (byte) 0xF0, 0x3F};
    Decoded nameless = Decoded.of(decoder, values, 1);
    assertEquals(1, nameless.refusals().count(Malformed.SYNTAX));
    byte[] named = join(name(0, "h"), name(2, "p"), name(4, "t"), values);
    assertEquals(
        "collectd_p_t{host=\"h\"} 1.0 @" + Decoded.ARRIVAL_MS + "\n",
        Decoded.of(decoder, named, 1).text());
    byte[] unknownPart = join(new byte[] {0x77, 1, 0, 5, 9}, named);
    assertEquals(1, Decoded.of(decoder, unknownPart, 1).samples().size());
    byte[] wrongCount = named.clone();
    wrongCount[wrongCount.length - 10] = 2;
    assertEquals(1, Decoded.of(decoder, wrongCount, 1).refusals().count(Malformed.SYNTAX));
    byte[] wrongKind = named.clone();
    wrongKind[wrongKind.length - 9] = 4;
    assertEquals(1, Decoded.of(decoder, wrongKind, 1).refusals().count(Malformed.BAD_TYPE));
    byte[] zeroLength = join(named, new byte[] {0, 0, 0, 0}, named);
    assertEquals(1, Decoded.of(decoder, zeroLength, 1).samples().size());
    byte[] tooLong = join(name(0, "x".repeat(128)), named);
    assertEquals(0, Decoded.of(decoder, tooLong, 1).samples().size());
    byte[] longest = join(name(3, "x".repeat(127)), named);
    assertEquals(1, Decoded.of(decoder, longest, 1).samples().size());
  }

  @Test
  void toMillis_roundsToTheNearest() {
    assertEquals(1_700_000_000_000L, PacketParser.toMillis(1_700_000_000L << 30));
    assertEquals(1_700_000_000_500L, PacketParser.toMillis((1_700_000_000L << 30) | (1 << 29)));
    assertEquals(0, PacketParser.toMillis(500_000)); // 0.47 ms
    assertEquals(1, PacketParser.toMillis(600_000)); // 0.56 ms
  }

  private static byte[] name(int part, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length + 5;
    return join(
        new byte[] {0, (byte) part, (byte) (length >> 8), (byte) length}, bytes, new byte[1]);
  }

  private static byte[] join(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
