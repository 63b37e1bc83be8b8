package dev.weir.storage.meta;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.AtomicFile;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One file for each record, `<kind>/<id>.meta`, replaced as a whole; all records are held in
/// memory too, so reading costs no I/O. Changes are rare (people and alert states make them) and go
/// one at a time.
///
/// Versions are wall-clock milliseconds, or one more than the last when that is later: unique and
/// growing without a file that keeps count.
public final class FileMetaStore implements MetaStore {
  private static final Logger log = LoggerFactory.getLogger(FileMetaStore.class);

  /// Most records of one store.
  static final int MAX_RECORDS = 65_536;

  /// Most bytes of all values together.
  static final long MAX_TOTAL_BYTES = 64L << 20;

  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  private record Key(String kind, String id) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : id.compareTo(other.id);
    }
  }

  private final Files files;
  private final Path directory;
  private final Clock clock;
  private final Counter changes;
  private final Counter conflicts;
  private final Counter refused;
  private final ConcurrentSkipListMap<Key, MetaRecord> records = new ConcurrentSkipListMap<>();
  private long lastVersion; // this and below: guarded by this
  private int count;
  private long totalBytes;

  private FileMetaStore(Files files, Path directory, Clock clock, MetricRegistry metrics) {
    this.files = files;
    this.directory = directory;
    this.clock = clock;
    changes =
        metrics.counter("weir_storage_meta_changes_total", "Meta records written or deleted.");
    conflicts =
        metrics.counter(
            "weir_storage_meta_conflicts_total",
            "Changes of meta records refused because somebody else was faster.");
    refused =
        metrics.counter(
            "weir_storage_meta_refused_total",
            "New meta records refused because the store was full.");
    metrics.gauge("weir_storage_meta_records", "Meta records in the store.", records::size);
  }

  /// Opens the store in `directory`, creating it if need be. A damaged record stops the start with
  /// its file's name; with `repair` it is renamed to `*.damaged`, logged and left out.
  public static FileMetaStore open(
      Files files, Path directory, Clock clock, MetricRegistry metrics, boolean repair)
      throws IOException {
    files.createDirectories(directory);
    var store = new FileMetaStore(files, directory, clock, metrics);
    for (Path file : recordFiles(files, directory)) {
      try {
        store.keep(load(files, file));
      } catch (CorruptDataException e) {
        if (!repair) {
          throw new IOException(
              file + ": " + e.getMessage() + "; restore it, or start with repair");
        }
        files.rename(file, file.resolveSibling(file.getFileName() + ".damaged"));
        log.error("meta_record_set_aside file={} problem=\"{}\"", file, e.getMessage());
      }
    }
    return store;
  }

  /// Reads every record in `directory` and changes nothing; returns one line, file name first, for
  /// each that is damaged.
  public static List<String> verify(Files files, Path directory) throws IOException {
    var problems = new ArrayList<String>();
    for (Path file : recordFiles(files, directory)) {
      try {
        load(files, file);
      } catch (CorruptDataException e) {
        problems.add(file + ": " + e.getMessage());
      }
    }
    return problems;
  }

  private static List<Path> recordFiles(Files files, Path directory) throws IOException {
    var found = new ArrayList<Path>();
    for (Path kind : files.list(directory)) {
      if (KIND.matcher(kind.toString()).matches()) {
        for (Path name : files.list(directory.resolve(kind))) {
          if (name.toString().endsWith(MetaFile.SUFFIX)) {
            found.add(directory.resolve(kind).resolve(name));
          }
        }
      }
    }
    return found;
  }

  private static MetaRecord load(Files files, Path file) throws IOException {
    MetaRecord record = MetaFile.decode(AtomicFile.read(files, file, MetaFile.MAX_BYTES));
    Path kind = file.getName(file.getNameCount() - 2);
    if (!kind.toString().equals(record.kind()) || !file.endsWith(MetaFile.name(record.id()))) {
      throw new CorruptDataException("file holds another record: " + record);
    }
    return record;
  }

  @Override
  public @Nullable MetaRecord find(String kind, String id) {
    return records.get(key(kind, id));
  }

  @Override
  public List<MetaRecord> list(String kind) {
    checkKind(kind);
    return List.copyOf(
        records.subMap(new Key(kind, ""), new Key(kind + "\0", "")).values()); // "\0" sorts next
  }

  @Override
  public synchronized long put(String kind, String id, long expectedVersion, ByteBuffer value)
      throws IOException {
    Key key = key(kind, id);
    int size = value.remaining();
    if (size > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "value too long: " + size + " bytes, limit " + MAX_VALUE_BYTES);
    }
    MetaRecord present = records.get(key);
    if (expectedVersion != versionOf(present)) {
      conflicts.increment();
      return CONFLICT;
    }
    checkRoom(present, size);
    var copy = ByteBuffer.allocate(size).put(value.duplicate()).flip();
    var record = new MetaRecord(kind, id, Math.max(clock.wallMillis(), lastVersion + 1), copy);
    Path directoryOfKind = directory.resolve(kind);
    files.createDirectories(directoryOfKind);
    AtomicFile.write(files, directoryOfKind.resolve(MetaFile.name(id)), MetaFile.encode(record));
    keep(record);
    changes.increment();
    return record.version();
  }

  @Override
  public synchronized boolean delete(String kind, String id, long expectedVersion)
      throws IOException {
    Key key = key(kind, id);
    MetaRecord present = records.get(key);
    if (present == null || present.version() != expectedVersion) {
      conflicts.increment();
      return false;
    }
    Path directoryOfKind = directory.resolve(kind);
    files.delete(directoryOfKind.resolve(MetaFile.name(id)));
    files.forceDirectory(directoryOfKind);
    records.remove(key);
    count--;
    totalBytes -= present.sizeBytes();
    changes.increment();
    return true;
  }

  private synchronized void keep(MetaRecord record) {
    MetaRecord replaced = records.put(new Key(record.kind(), record.id()), record);
    if (replaced == null) {
      count++;
    } else {
      totalBytes -= replaced.sizeBytes();
    }
    totalBytes += record.sizeBytes();
    lastVersion = Math.max(lastVersion, record.version());
  }

  private void checkRoom(@Nullable MetaRecord present, int size) throws IOException {
    int countAfter = present == null ? count + 1 : count;
    long bytesAfter = totalBytes + size - (present == null ? 0 : present.sizeBytes());
    if (countAfter > MAX_RECORDS || bytesAfter > MAX_TOTAL_BYTES) {
      refused.increment();
      throw new IOException(
          "meta store is full: %d records of %d, %d bytes of %d"
              .formatted(countAfter, MAX_RECORDS, bytesAfter, MAX_TOTAL_BYTES));
    }
  }

  private static long versionOf(@Nullable MetaRecord record) {
    return record == null ? ABSENT : record.version();
  }

  private static Key key(String kind, String id) {
    checkKind(kind);
    int length = id.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "id must have 1 to " + MAX_ID_BYTES + " bytes of UTF-8: " + length);
    }
    return new Key(kind, id);
  }

  private static void checkKind(String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("kind must be [a-z][a-z0-9_-]{0,31}: " + kind);
    }
  }

  /// Nothing to do: every change was durable when its call returned.
  @Override
  public void close() {}
}
