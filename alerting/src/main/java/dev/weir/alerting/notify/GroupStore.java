package dev.weir.alerting.notify;

import dev.weir.alerting.notify.GroupCodec.ToldRecord;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.meta.MetaRecord;
import dev.weir.storage.meta.MetaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Groups and what was told of them, as records. Nobody else writes these kinds; after a write that
/// failed the store is asked what is there. Callers hold the notifier's lock.
final class GroupStore {
  static final String GROUP = "alert-group";
  static final String TOLD = "alert-told";

  private static final Logger LOG = LoggerFactory.getLogger(GroupStore.class);
  private static final long UNKNOWN = -2;

  private final MetaStore store;
  private final NotifyMetrics metrics;
  private final Map<String, Long> versions = new HashMap<>(); // by kind and id

  GroupStore(MetaStore store, NotifyMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  /// All groups. One that cannot be read is logged, counted and overwritten when its group comes
  /// again.
  List<AlertGroup> loadGroups() throws IOException {
    List<AlertGroup> groups = new ArrayList<>();
    for (MetaRecord record : store.list(GROUP)) {
      versions.put(slot(GROUP, record.id()), record.version());
      try {
        groups.add(GroupCodec.decodeGroup(record.value()));
      } catch (CorruptDataException e) {
        damaged(record, e);
      }
    }
    return groups;
  }

  List<ToldRecord> loadTold() throws IOException {
    List<ToldRecord> all = new ArrayList<>();
    for (MetaRecord record : store.list(TOLD)) {
      versions.put(slot(TOLD, record.id()), record.version());
      try {
        all.add(GroupCodec.decodeTold(record.value()));
      } catch (CorruptDataException e) {
        damaged(record, e);
      }
    }
    return all;
  }

  private void damaged(MetaRecord record, CorruptDataException e) {
    metrics.damagedRecords.increment();
    LOG.warn("notify_record_damaged record={} reason={}", record, e.getMessage());
  }

  void save(AlertGroup group) throws IOException {
    put(GROUP, group.key().id(), GroupCodec.encode(group));
  }

  void delete(GroupKey key) throws IOException {
    delete(GROUP, key.id());
  }

  void save(ToldRecord record) throws IOException {
    put(TOLD, record.key().id(record.receiver()), GroupCodec.encode(record));
  }

  void delete(String receiver, GroupKey key) throws IOException {
    delete(TOLD, key.id(receiver));
  }

  private void put(String kind, String id, ByteBuffer value) throws IOException {
    String slot = slot(kind, id);
    long expected = expected(kind, id);
    versions.put(slot, UNKNOWN);
    long version = store.put(kind, id, expected, value.duplicate());
    if (version == MetaStore.CONFLICT) {
      version = store.put(kind, id, expected(kind, id), value.duplicate());
    }
    if (version == MetaStore.CONFLICT) {
      throw new IOException("record changed by somebody else: " + kind + "/" + id);
    }
    versions.put(slot, version);
  }

  private void delete(String kind, String id) throws IOException {
    String slot = slot(kind, id);
    long expected = expected(kind, id);
    if (expected == MetaStore.ABSENT) {
      return;
    }
    versions.put(slot, UNKNOWN);
    if (!store.delete(kind, id, expected)) {
      expected = expected(kind, id);
      if (expected != MetaStore.ABSENT && !store.delete(kind, id, expected)) {
        throw new IOException("record changed by somebody else: " + kind + "/" + id);
      }
    }
    versions.remove(slot);
  }

  private long expected(String kind, String id) throws IOException {
    long known = versions.getOrDefault(slot(kind, id), MetaStore.ABSENT);
    if (known != UNKNOWN) {
      return known;
    }
    MetaRecord record = store.find(kind, id);
    return record == null ? MetaStore.ABSENT : record.version();
  }

  private static String slot(String kind, String id) {
    return kind + '/' + id;
  }
}
