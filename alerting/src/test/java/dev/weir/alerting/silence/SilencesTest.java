package dev.weir.alerting.silence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.alerting.FormatPage;
import dev.weir.alerting.notify.TestClock;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.meta.MemoryMetaStore;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The life of silences, over a store that is opened again.
final class SilencesTest {
  private static final long START_MS = 1_700_000_000_000L;
  private static final long HOUR_MS = 3_600_000;

  private final TestClock clock = new TestClock(START_MS);
  private final MemoryMetaStore store = new MemoryMetaStore();
  private Silences silences;

  @BeforeEach
  void open() throws IOException {
    silences = new Silences(store, clock, new MetricRegistry());
  }

  private static Silence silence(String id, long startsAtMs, long endsAtMs, String... matchers) {
    var conditions = List.of(matchers).stream().map(LabelCondition::parse).toList();
    return new Silence(id, Tenant.DEFAULT, conditions, startsAtMs, endsAtMs, "me", "why", 0);
  }

  private boolean isSilenced(String... labels) {
    var alert = new Alert(Tenant.DEFAULT, Labels.of(labels), new TreeMap<>(), START_MS, 0, 1, "");
    return silences.isSilenced(alert, clock.wallMillis());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "alertname=\"A\" ¦ A ¦ true",
        "alertname=A ¦ A ¦ true",
        "alertname=\"A\" ¦ AB ¦ false",
        "alertname=~\"A.*\" ¦ AB ¦ true",
        "alertname=~\"A\" ¦ AB ¦ false",
        "alertname!=\"A\" ¦ B ¦ true",
        "alertname!~\"A|B\" ¦ B ¦ false",
        "alertname!~\"A|B\" ¦ C ¦ true",
        "other!=\"x\" ¦ A ¦ true",
        "other=~\".+\" ¦ A ¦ false",
        " alertname =~ \"a\\\\.b\" ¦ a.b ¦ true",
      })
  void condition_matches(String written, String name, boolean expected) {
    assertEquals(expected, LabelCondition.parse(written).matches(Labels.of("alertname", name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "alertname | bad matcher format: \"alertname\"",
        "1a=b | bad matcher format: \"1a=b\"",
        "a=~\"[\" | bad matcher expression: missing closing ]",
      })
  void condition_whatIsNone_isRefused(String written, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> LabelCondition.parse(written));
    assertEquals(message, e.getMessage());
  }

  @Test
  void set_silence_isInForceFromStartToEndAndAfterRestart() throws IOException {
    silences.set(silence("", START_MS + HOUR_MS, START_MS + 2 * HOUR_MS, "alertname=A"));
    assertEquals(START_MS + HOUR_MS, silences.nextChangeMs(clock.wallMillis()));
    assertFalse(isSilenced("alertname", "A"));
    clock.advanceMillis(HOUR_MS);
    open();
    assertTrue(isSilenced("alertname", "A"));
    assertFalse(isSilenced("alertname", "B"));
    assertEquals(START_MS + 2 * HOUR_MS, silences.nextChangeMs(clock.wallMillis()));
    clock.advanceMillis(HOUR_MS);
    assertFalse(isSilenced("alertname", "A"));
    assertEquals(Long.MAX_VALUE, silences.nextChangeMs(clock.wallMillis()));
  }

  @Test
  void set_otherTenant_isNotSilenced() throws IOException {
    silences.set(silence("", START_MS, START_MS + HOUR_MS, "alertname=A"));
    assertEquals(
        List.of(), silences.silencedBy(new Tenant("acme"), Labels.of("alertname", "A"), START_MS));
    assertEquals(List.of(), silences.list(new Tenant("acme")));
  }

  @Test
  void set_again_changesOrReplaces() throws IOException {
    var calls = new AtomicInteger();
    silences.onChange(calls::incrementAndGet);
    String id = silences.set(silence("", START_MS, START_MS + HOUR_MS, "alertname=A"));
    assertEquals(id, silences.set(silence(id, START_MS, START_MS + 2 * HOUR_MS, "alertname=A")));
    assertEquals(START_MS + 2 * HOUR_MS, silences.list(Tenant.DEFAULT).getFirst().endsAtMs());
    String other = silences.set(silence(id, START_MS, START_MS + HOUR_MS, "alertname=B"));
    assertNotEquals(id, other);
    assertFalse(isSilenced("alertname", "A"));
    assertTrue(isSilenced("alertname", "B"));
    assertEquals(4, calls.get());
    assertTrue(silences.expire(Tenant.DEFAULT, other));
    assertFalse(isSilenced("alertname", "B"));
    assertFalse(silences.expire(Tenant.DEFAULT, "nope"));
    open();
    assertEquals(2, silences.list(Tenant.DEFAULT).size());
    assertFalse(isSilenced("alertname", "B"));
  }

  @Test
  void set_whatIsWrong_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> silences.set(silence("", START_MS - 2, START_MS - 1, "a=b")));
    assertThrows(
        IllegalArgumentException.class,
        () -> silences.set(silence("nope", START_MS, START_MS + 1, "a=b")));
    assertThrows(IllegalArgumentException.class, () -> silence("", 0, 1));
    assertThrows(IllegalArgumentException.class, () -> silence("", 0, 1, "a=~\".*\""));
    assertThrows(IllegalArgumentException.class, () -> silence("", 1, 0, "a=b"));
  }

  @Test
  void set_many_isBoundedAndExpiredOnesGoAfterFiveDays() throws IOException {
    for (int i = 0; i < Silences.MAX_SILENCES; i++) {
      silences.set(silence("", START_MS, START_MS + 1000, "a=b"));
    }
    var one = silence("", START_MS, START_MS + 10 * 24 * HOUR_MS, "a=b");
    var e = assertThrows(IllegalArgumentException.class, () -> silences.set(one));
    assertEquals("too many silences: limit 1000", e.getMessage());
    clock.advanceMillis(5 * 24 * HOUR_MS + 1001);
    silences.set(one);
    assertEquals(1, store.size());
  }

  private static byte[] copied(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  @Test
  void codec_golden() {
    var silence =
        new Silence(
            "id-1",
            Tenant.DEFAULT,
            List.of(new LabelCondition("a", "b.*", true, true)),
            START_MS,
            START_MS + 1,
            "me",
            "why",
            START_MS);
    ByteBuffer bytes = SilenceCodec.encode(silence);
    assertEquals(
        "01"
            + "0469642d31"
            + "0764656661756c74"
            + "80a0abfef962"
            + "82a0abfef962"
            + "80a0abfef962"
            + "026d65"
            + "03776879"
            + "01"
            + "03"
            + "0161"
            + "03622e2a",
        HexFormat.of().formatHex(copied(bytes)));
    assertEquals(silence, SilenceCodec.decode(bytes));
    assertThrows(
        CorruptDataException.class, () -> SilenceCodec.decode(ByteBuffer.wrap(new byte[] {2})));
    ByteBuffer cut = SilenceCodec.encode(silence);
    cut.limit(cut.limit() - 1);
    assertThrows(CorruptDataException.class, () -> SilenceCodec.decode(cut));
  }

  /// The third dump of `docs/format/notifications.md`, byte for byte.
  @Test
  void codec_exampleOfThePage_isThePage() throws Exception {
    var conditions =
        List.of(
            new LabelCondition("job", "db", false, true),
            new LabelCondition("host", "a.*", true, false));
    long atMs = 1_700_000_000_000L;
    var silence =
        new Silence("s1", Tenant.DEFAULT, conditions, atMs, atMs + 60_000, "me", "why", atMs);
    ByteBuffer dump = ByteBuffer.wrap(FormatPage.dumps("notifications.md").get(2));
    assertEquals(dump, SilenceCodec.encode(silence));
    assertEquals(silence, SilenceCodec.decode(dump));
  }
}
