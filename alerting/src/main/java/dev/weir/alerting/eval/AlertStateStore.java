package dev.weir.alerting.eval;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.meta.MetaRecord;
import dev.weir.storage.meta.MetaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the alerts of groups in the meta store, one record a group, and in one more the time up to
/// which rules were evaluated at all.
///
/// A group whose alerts do not fit into one record is spread over several: the further ones are
/// written first, under names that the present head does not use, then the head that names them, so
/// that a crash leaves the old alerts or the new ones. Calls for one group come from one thread at
/// a time; different groups at once.
final class AlertStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(AlertStateStore.class);

  /// Kinds of record.
  static final String GROUPS = "alert-state";

  static final String PARTS = "alert-state-part";
  static final String CLOCK = "alert-clock";

  private static final String CLOCK_ID = "evaluated";

  /// Bytes of a record that are ours to fill.
  static final int PART_BYTES = MetaStore.MAX_VALUE_BYTES - 1024;

  /// Records of one group at most: about a hundred thousand alerts.
  static final int MAX_PARTS = 24;

  private final MetaStore store;

  AlertStateStore(MetaStore store) {
    this.store = store;
  }

  /// Everything that was kept. A record that cannot be read is logged and left where it is.
  List<SavedGroup> load() throws IOException {
    var groups = new ArrayList<SavedGroup>();
    for (MetaRecord record : store.list(GROUPS)) {
      try {
        groups.add(SavedGroupCodec.decode(whole(record)));
      } catch (CorruptDataException e) {
        LOG.error("alert_state_unreadable record={} problem=\"{}\"", record.id(), e.getMessage());
      }
    }
    return groups;
  }

  private ByteBuffer whole(MetaRecord head) throws IOException {
    ByteBuffer value = head.value();
    if (value.remaining() < 2) {
      throw new CorruptDataException("alert state too short: " + value.remaining() + " bytes");
    }
    int generation = value.get();
    int parts = value.get();
    if (parts < 0 || parts > MAX_PARTS) {
      throw new CorruptDataException("alert state has too many parts: " + parts);
    }
    var whole = ByteBuffer.allocate(value.remaining() + parts * PART_BYTES).put(value);
    for (int i = 0; i < parts; i++) {
      MetaRecord part = store.find(PARTS, partId(head.id(), generation, i));
      if (part == null) {
        throw new CorruptDataException("alert state lacks part " + i + " of " + parts);
      }
      whole.put(part.value());
    }
    return whole.flip();
  }

  /// Makes `group` what is kept of it; durable when this returns. A group without alerts is
  /// forgotten.
  void save(SavedGroup group) throws IOException {
    String id = id(group);
    MetaRecord present = store.find(GROUPS, id);
    if (group.isEmpty()) {
      forget(group);
      return;
    }
    byte[] bytes = SavedGroupCodec.encode(group);
    int parts = (bytes.length - 1) / PART_BYTES;
    if (parts > MAX_PARTS) {
      throw new IOException(
          "alert state of group %s too large: %d bytes, limit %d"
              .formatted(group.name(), bytes.length, (MAX_PARTS + 1) * PART_BYTES));
    }
    byte generation = (byte) (present == null ? 0 : 1 - present.value().get());
    for (int i = 0; i < parts; i++) {
      int from = (i + 1) * PART_BYTES;
      int length = Math.min(PART_BYTES, bytes.length - from);
      put(PARTS, partId(id, generation, i), ByteBuffer.wrap(bytes, from, length));
    }
    int inHead = Math.min(PART_BYTES, bytes.length);
    ByteBuffer head = ByteBuffer.allocate(2 + inHead).put(generation).put((byte) parts);
    put(GROUPS, id, head.put(bytes, 0, inHead).flip());
    if (present != null) {
      deleteParts(present);
    }
  }

  /// Removes what is kept of `group`.
  void forget(SavedGroup group) throws IOException {
    MetaRecord present = store.find(GROUPS, id(group));
    if (present != null) {
      store.delete(GROUPS, present.id(), present.version());
      deleteParts(present);
    }
  }

  private void deleteParts(MetaRecord head) throws IOException {
    ByteBuffer value = head.value();
    int generation = value.get();
    int parts = value.get();
    for (int i = 0; i < parts; i++) {
      MetaRecord part = store.find(PARTS, partId(head.id(), generation, i));
      if (part != null) {
        store.delete(PARTS, part.id(), part.version());
      }
    }
  }

  private void put(String kind, String id, ByteBuffer value) throws IOException {
    MetaRecord present = store.find(kind, id);
    long version = present == null ? MetaStore.ABSENT : present.version();
    if (store.put(kind, id, version, value) == MetaStore.CONFLICT) {
      throw new IOException("somebody else changed " + kind + "/" + id);
    }
  }

  /// The time up to which rules were evaluated, epoch milliseconds; 0 when there is none.
  long evaluatedMs() throws IOException {
    MetaRecord record = store.find(CLOCK, CLOCK_ID);
    return record == null || record.value().remaining() < Long.BYTES ? 0 : record.value().getLong();
  }

  /// Notes that rules were evaluated up to `timeMs`.
  void evaluated(long timeMs) throws IOException {
    put(CLOCK, CLOCK_ID, ByteBuffer.allocate(Long.BYTES).putLong(timeMs).flip());
  }

  private static String id(SavedGroup group) {
    var name = new StringBuilder(group.isGone() ? "gone\n" : "").append(group.key());
    if (group.isGone()) {
      group.rules().forEach(rule -> name.append('\n').append(rule.identity()));
    }
    String text = name.toString();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  private static String partId(String id, int generation, int index) {
    return id + '-' + generation + '-' + index;
  }
}
