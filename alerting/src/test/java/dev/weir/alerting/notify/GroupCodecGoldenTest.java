package dev.weir.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.alerting.notify.GroupCodec.ToldRecord;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The records of `alerting/docs/format/notifications.md`, byte for byte.
final class GroupCodecGoldenTest {
  private static final long AT_MS = 1_700_000_000_000L;
  private static final GroupKey KEY = new GroupKey(Tenant.DEFAULT, "Disk");
  private static final String GROUP =
      "01"
          + "0764656661756c74"
          + "044469736b"
          + "02"
          + "0200000000000000"
          + "80a0abfef962"
          + "82a0abfef962"
          + "00"
          + "efcdab8967452301"
          + "80a0abfef962"
          + "00"
          + "01"
          + "01"
          + "09616c6572746e616d65"
          + "044469736b"
          + "01"
          + "0773756d6d617279"
          + "0466756c6c"
          + "000000000000f83f"
          + "0167";
  private static final String TOLD =
      "01"
          + "036f7073"
          + "0764656661756c74"
          + "044469736b"
          + "03"
          + "80a0abfef962"
          + "0000000000000000"
          + "00"
          + "01"
          + "efcdab8967452301"
          + "00";

  private static AlertGroup group() {
    Labels labels = Labels.of(Alert.NAME_LABEL, "Disk");
    var annotations = new TreeMap<>(Map.of("summary", "full"));
    var alert = new Alert(Tenant.DEFAULT, labels, annotations, AT_MS, 0, 1.5, "g");
    var alerts = new TreeMap<Long, GroupAlert>();
    alerts.put(2L, new GroupAlert(2, AT_MS, AT_MS + 1, null));
    var full = new GroupAlert(0x0123456789abcdefL, AT_MS, 0, alert);
    alerts.put(full.fingerprint(), full);
    return new AlertGroup(KEY, alerts, full.detailBytes());
  }

  private static ToldRecord told() {
    var firing = new TreeSet<>(List.of(0x0123456789abcdefL));
    return new ToldRecord(
        "ops", KEY, new Told(3, AT_MS, 0, 0, firing, Collections.emptySortedSet()));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @Test
  void group_isAsTheFormatPageSays() {
    assertEquals(GROUP, hex(GroupCodec.encode(group())));
    assertEquals(group(), GroupCodec.decodeGroup(bytes(GROUP)));
  }

  @Test
  void told_isAsTheFormatPageSays() {
    assertEquals(TOLD, hex(GroupCodec.encode(told())));
    assertEquals(told(), GroupCodec.decodeTold(bytes(TOLD)));
  }

  @Test
  void decode_cutOrChanged_isCorruptOrDecodes() {
    long seed = 7;
    var random = new Random(seed);
    for (String hex : List.of(GROUP, TOLD)) {
      for (int end = 0; end < hex.length() / 2; end++) {
        ByteBuffer cut = bytes(hex.substring(0, 2 * end));
        assertThrows(CorruptDataException.class, () -> decode(hex, cut), "cut at " + end);
      }
      for (int i = 0; i < 20_000; i++) {
        byte[] changed = HexFormat.of().parseHex(hex);
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        try {
          decode(hex, ByteBuffer.wrap(changed));
        } catch (CorruptDataException e) {
          assertNotNull(e.getMessage()); // the only exception allowed
        }
      }
    }
  }

  private static void decode(String kind, ByteBuffer bytes) {
    if (kind.equals(GROUP)) {
      GroupCodec.decodeGroup(bytes);
    } else {
      GroupCodec.decodeTold(bytes);
    }
  }

  @Test
  void encode_largestGroup_fitsARecord() {
    var group = AlertGroup.empty(KEY);
    for (int i = 0; i < AlertGroup.MAX_ALERTS; i += 100) {
      var alerts = new ArrayList<Alert>();
      for (int k = 0; k < 100; k++) {
        Labels labels = Labels.of(Alert.NAME_LABEL, "Disk", "i", "€".repeat(300) + (i + k));
        alerts.add(new Alert(Tenant.DEFAULT, labels, new TreeMap<>(), AT_MS, 0, 1, "g"));
      }
      group = group.with(alerts, new AlertGroup.Room(1 << 20, 1L << 40)).group();
    }
    assertEquals(AlertGroup.MAX_ALERTS, group.alerts().size());
    int size = GroupCodec.encode(group).remaining();
    assertTrue(size < 1 << 20, "size " + size);
  }
}
