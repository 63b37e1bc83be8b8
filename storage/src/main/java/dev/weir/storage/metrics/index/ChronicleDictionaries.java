package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.AtomicFile;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.StoreHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dictionaries in Chronicle Map files, `dictionary-<n>.map`, and the marker `dictionary.clean`.
/// Format: `storage/docs/format/series-dictionary.md`.
///
/// A map that a process left open holds locks of the dead and pages of which nobody knows whether
/// they reached the disk; it has no log to recover from. So the marker is deleted, durably, before
/// a map is opened and written after it was closed and forced; without it all map files are
/// deleted. Where Chronicle Map does not work (a JDK without the flags it needs, a full device),
/// the heap takes its place and a counter says so.
///
/// Chronicle Map opens the file itself, so `files` must be the machine's.
final class ChronicleDictionaries implements DictionaryStore {
  static final String MARKER_NAME = "dictionary.clean";
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleDictionaries.class);
  private static final String PREFIX = "dictionary-";
  private static final String SUFFIX = ".map";
  private static final int MIN_CAPACITY = 2_048;
  private static final int STEP_BYTES = 1 << 16;

  private final Files files;
  private final Path directory;
  private final StoreHeader store;
  private final RegistryMetrics metrics;

  ChronicleDictionaries(Files files, Path directory, StoreHeader store, RegistryMetrics metrics) {
    this.files = files;
    this.directory = directory;
    this.store = store;
    this.metrics = metrics;
  }

  @Override
  public @Nullable SeriesDictionary open() {
    try {
      DictionaryMarker marker = takeMarker();
      return marker == null ? null : openMarked(marker);
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("event=dictionary_unusable directory={} error={}", directory, e.toString());
      return null;
    }
  }

  @Override
  public SeriesDictionary create(int expected) {
    try {
      files.delete(marker());
      long generation = deleteMaps();
      int capacity = capacityFor(expected);
      return new ChronicleDictionary(this, newMap(generation, capacity), generation, capacity);
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.error(
          "event=dictionary_on_heap directory={} reason=\"chronicle map does not work here\"",
          directory,
          e);
      metrics.dictionaryFailures.increment();
      return new HeapDictionary(expected);
    }
  }

  /// Makes an empty map in a new file, all of whose blocks are there: a memory-mapped write into a
  /// hole of a full device would end the process.
  ChronicleMap<HashKey, IdValue> newMap(long generation, int capacity) throws IOException {
    Path path = map(generation);
    ChronicleMap<HashKey, IdValue> map = openMap(path, capacity);
    try {
      fillHoles(path);
    } catch (IOException e) {
      map.close();
      files.delete(path);
      throw e;
    }
    return map;
  }

  void deleteMap(long generation) throws IOException {
    files.delete(map(generation));
  }

  void countGrowth() {
    metrics.dictionaryGrowths.increment();
  }

  /// Notes that the map, closed by now, is complete.
  void closedCleanly(DictionaryMarker marker) {
    try {
      try (Files.Handle file = files.open(map(marker.generation()))) {
        file.force();
      }
      AtomicFile.write(files, marker(), marker.encode(store));
    } catch (IOException e) {
      LOG.warn("event=dictionary_not_kept directory={} error={}", directory, e.toString());
    }
  }

  private @Nullable DictionaryMarker takeMarker() throws IOException {
    if (!files.exists(marker())) {
      return null;
    }
    ByteBuffer content = AtomicFile.read(files, marker(), DictionaryMarker.SIZE_BYTES);
    files.delete(marker());
    files.forceDirectory(directory);
    try {
      return DictionaryMarker.decode(content, store);
    } catch (CorruptDataException e) {
      LOG.warn("event=dictionary_untrusted directory={} reason=\"{}\"", directory, e.getMessage());
      return null;
    }
  }

  private @Nullable SeriesDictionary openMarked(DictionaryMarker marker) {
    Path path = map(marker.generation());
    if (!files.exists(path)) {
      LOG.warn("event=dictionary_untrusted directory={} reason=\"map is missing\"", directory);
      return null;
    }
    ChronicleMap<HashKey, IdValue> map = openMap(path, marker.capacity());
    if (map.longSize() != marker.entries()) {
      LOG.warn(
          "event=dictionary_untrusted directory={} reason=\"{} entries, expected {}\"",
          directory,
          map.longSize(),
          marker.entries());
      map.close();
      return null;
    }
    return new ChronicleDictionary(this, map, marker.generation(), marker.capacity());
  }

  /// One segment, since there is one user; no checksums, since a map in doubt is never used; never
  /// closed by the library's own exit hook, which would race with ours.
  private static ChronicleMap<HashKey, IdValue> openMap(Path path, int capacity) {
    try {
      return ChronicleMapBuilder.of(HashKey.class, IdValue.class)
          .keyReaderAndDataAccess(new HashKeyAccess(), new HashKeyAccess())
          .valueReaderAndDataAccess(new IdValueAccess(), new IdValueAccess())
          .constantKeySizeBySample(new HashKey())
          .constantValueSizeBySample(new IdValue())
          .entries(capacity)
          .actualSegments(1)
          .putReturnsNull(true)
          .checksumEntries(false)
          .skipCloseOnExitHook(true)
          .createPersistedTo(path.toFile());
    } catch (IOException e) {
      throw new IllegalStateException("cannot open " + path, e);
    }
  }

  /// Writes what is there over itself, so that every block of the file is allocated.
  private void fillHoles(Path path) throws IOException {
    var buffer = ByteBuffer.allocateDirect(STEP_BYTES);
    try (Files.Handle file = files.open(path)) {
      long size = file.size();
      for (long at = 0; at < size; at += STEP_BYTES) {
        buffer.clear().limit((int) Math.min(STEP_BYTES, size - at));
        file.read(buffer, at);
        file.write(buffer.flip(), at);
      }
    }
  }

  /// Deletes every map and returns a number that none of them had.
  private long deleteMaps() throws IOException {
    long highest = 0;
    for (Path entry : files.list(directory)) {
      String name = entry.getFileName().toString();
      if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
        String number = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        if (number.matches("[0-9]{1,18}")) {
          highest = Math.max(highest, Long.parseLong(number));
        }
        files.delete(directory.resolve(name));
      }
    }
    return highest + 1;
  }

  private Path marker() {
    return directory.resolve(MARKER_NAME);
  }

  private Path map(long generation) {
    return directory.resolve(PREFIX + generation + SUFFIX);
  }

  /// A quarter more than expected: what is allocated counts as disk space.
  private static int capacityFor(int expected) {
    return Math.clamp(expected + (long) expected / 4, MIN_CAPACITY, 1 << 30);
  }
}
