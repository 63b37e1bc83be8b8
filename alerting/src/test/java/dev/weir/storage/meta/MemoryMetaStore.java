package dev.weir.storage.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A store in memory that can fail or die at a chosen change. It lives here because only this
/// package makes records. One thread at a time.
public final class MemoryMetaStore implements MetaStore {
  /// The process dies here.
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private final TreeMap<String, MetaRecord> records = new TreeMap<>();
  private long nextVersion = 1;
  private int changes;
  private int crashAt = -1;
  private boolean crashesAfter;
  private boolean isFailing;

  /// Change number `change`, from 0, does not return; it has been made if `after`.
  public void crashAt(int change, boolean after) {
    changes = 0;
    crashAt = change;
    crashesAfter = after;
  }

  /// All changes fail until told otherwise.
  public void fail(boolean failing) {
    isFailing = failing;
  }

  public int changes() {
    return changes;
  }

  public int size() {
    return records.size();
  }

  private void before() throws IOException {
    if (isFailing) {
      throw new IOException("disk full");
    }
    if (changes == crashAt && !crashesAfter) {
      crashAt = -1;
      throw new Crash();
    }
  }

  private void after() {
    if (changes++ == crashAt) {
      crashAt = -1;
      throw new Crash();
    }
  }

  @Override
  public @Nullable MetaRecord find(String kind, String id) {
    return records.get(kind + '/' + id);
  }

  @Override
  public List<MetaRecord> list(String kind) {
    List<MetaRecord> found = new ArrayList<>();
    for (MetaRecord record : records.values()) {
      if (record.kind().equals(kind)) {
        found.add(record);
      }
    }
    return found;
  }

  @Override
  public long put(String kind, String id, long expectedVersion, ByteBuffer value)
      throws IOException {
    if (value.remaining() > MAX_VALUE_BYTES || !kind.matches("[a-z][a-z0-9_-]{0,31}")) {
      throw new IllegalArgumentException(kind + " " + value.remaining());
    }
    before();
    MetaRecord old = find(kind, id);
    if ((old == null ? ABSENT : old.version()) != expectedVersion) {
      return CONFLICT;
    }
    ByteBuffer copy = ByteBuffer.allocate(value.remaining()).put(value.duplicate()).flip();
    records.put(kind + '/' + id, new MetaRecord(kind, id, nextVersion, copy));
    after();
    return nextVersion++;
  }

  @Override
  public boolean delete(String kind, String id, long expectedVersion) throws IOException {
    before();
    MetaRecord old = find(kind, id);
    if (old == null || old.version() != expectedVersion) {
      return false;
    }
    records.remove(kind + '/' + id);
    nextVersion++;
    after();
    return true;
  }

  @Override
  public void close() {}
}
