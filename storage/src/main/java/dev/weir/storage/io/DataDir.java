package dev.weir.storage.io;

import dev.weir.storage.bytes.CorruptDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The directory `storage.dir`, open and locked: only one server at a time has it. Holds the
/// store's header and hands out the directories of the parts.
///
/// Opened before and closed after everything that keeps files below it. Any thread.
public final class DataDir implements AutoCloseable {
  static final String LOCK_NAME = "weir.lock";
  static final String HEADER_NAME = "weir.store";

  /// Directories that only a store has; one of them without a header means the header was lost.
  private static final Set<String> PARTS = Set.of("journal", "metrics", "logs", "meta");

  private final Files files;
  private final Path path;
  private final StoreHeader header;
  private final AutoCloseable lock;

  private DataDir(Files files, Path path, StoreHeader header, AutoCloseable lock) {
    this.files = files;
    this.path = path;
    this.header = header;
    this.lock = lock;
  }

  /// Opens `path`, creating directory and header if there are none. What fails, fails with one
  /// sentence for the operator.
  public static DataDir open(Files files, Path path, Clock clock) throws IOException {
    return open(files, path, clock, new SecureRandom());
  }

  /// As [#open(Files, Path, Clock)], with store id and hash seed from `random`.
  public static DataDir open(Files files, Path path, Clock clock, RandomGenerator random)
      throws IOException {
    files.createDirectories(path);
    AutoCloseable lock = files.tryLock(path.resolve(LOCK_NAME));
    if (lock == null) {
      throw new IOException(
          "storage.dir " + path + " is in use by another Weir server; stop it or choose another");
    }
    try {
      return new DataDir(files, path, loadOrCreate(files, path, clock, random), lock);
    } catch (IOException | RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  /// Reads the header of the store at `path` without opening or locking it (`weir verify`).
  public static StoreHeader readHeader(Files files, Path path) throws IOException {
    Path file = path.resolve(HEADER_NAME);
    try {
      return StoreHeader.decode(AtomicFile.read(files, file, StoreHeader.SIZE_BYTES));
    } catch (CorruptDataException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  public Path path() {
    return path;
  }

  public StoreHeader header() {
    return header;
  }

  public Files files() {
    return files;
  }

  /// The directory of one part of the store, created if absent: `journal/metrics`, `metrics`,
  /// `logs`, `meta`.
  public Path part(String name) throws IOException {
    Path directory = path.resolve(name);
    files.createDirectories(directory);
    return directory;
  }

  /// Lets go of the lock.
  @Override
  public void close() throws IOException {
    release(lock);
  }

  private static StoreHeader loadOrCreate(
      Files files, Path path, Clock clock, RandomGenerator random) throws IOException {
    Path file = path.resolve(HEADER_NAME);
    if (files.exists(file)) {
      return readHeader(files, path);
    }
    for (Path entry : files.list(path)) {
      if (PARTS.contains(entry.toString())) {
        throw new IOException(
            "storage.dir " + path + " holds data but no " + HEADER_NAME + "; restore that file");
      }
    }
    var header =
        new StoreHeader(
            new UUID(random.nextLong(), random.nextLong()),
            random.nextLong(),
            random.nextLong(),
            StoreHeader.DEFAULT_SHARD_COUNT,
            clock.wallMillis());
    AtomicFile.write(files, file, header.encode());
    return header;
  }

  private static void release(AutoCloseable lock) throws IOException {
    try {
      lock.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot let go of the store's lock", e);
    }
  }
}
