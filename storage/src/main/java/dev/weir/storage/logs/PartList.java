package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.AtomicFile;
import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What there is to search, and the manifest that makes it last. A change is written to the
/// manifest first and becomes visible, in one swap of the snapshot, once that is durable.
///
/// Threads: [#commit] under the commit lock, one at a time; swaps of the snapshot under the list
/// lock, which is never held while files are touched; readers take neither.
///
/// Crash story: a part exists when the manifest lists it. When writing the manifest fails, either
/// version may be the one that a crash leaves, so nothing that one of them lists is deleted until
/// another manifest has been written.
final class PartList {
  private static final Logger log = LoggerFactory.getLogger(PartList.class);

  /// Directories whose removal is tried again; more are left to the next start.
  private static final int LEFTOVERS_MAX = 1024;

  private final Files files;
  private final Path directory;
  private final LogStoreMetrics metrics;
  private final OpenParts open;
  private final ReentrantLock commitLock = new ReentrantLock();
  private final Object listLock = new Object();

  // Commit lock.
  private List<Part> listed = List.of(); // what the manifest lists, damaged parts too

  /// Directories to be removed after the next commit. Any thread.
  private final Queue<Path> leftovers = new ConcurrentLinkedQueue<>();

  private long nextNumber; // list lock
  private long nextOrder; // list lock
  private volatile long position;
  private volatile LogSnapshot snapshot;

  /// A part on its way: where it is to be written.
  record Draft(long number, Path directory) {}

  private PartList(
      Files files, Path directory, LogStoreMetrics metrics, OpenParts open, Manifest manifest) {
    this.files = files;
    this.directory = directory;
    this.metrics = metrics;
    this.open = open;
    position = manifest.position();
    nextNumber = manifest.nextNumber();
    nextOrder = 1;
    var parts = new ArrayList<Part>();
    for (PartEntry entry : manifest.parts()) {
      parts.add(new Part(entry, path(entry.number())));
      nextOrder = Math.max(nextOrder, entry.order() + 1);
    }
    listed = List.copyOf(parts);
    snapshot = new LogSnapshot(parts, List.of(), new Memtable(nextOrder++));
  }

  /// Opens what `directory` holds. Directories of parts that the manifest does not list are
  /// leftovers and removed.
  static PartList open(Files files, Path directory, LogStoreMetrics metrics, OpenParts open)
      throws IOException {
    Path file = directory.resolve(Manifest.NAME);
    if (!files.exists(file)) {
      refuseLostManifest(files, directory);
      AtomicFile.write(files, file, Manifest.EMPTY.encode());
    }
    files.forceDirectory(directory); // what is read now must not change back after leftovers go
    var list = new PartList(files, directory, metrics, open, readManifest(files, directory));
    list.removeLeftovers();
    return list;
  }

  /// The manifest in `directory`, or an exception with a sentence for the operator.
  static Manifest readManifest(Files files, Path directory) throws IOException {
    Path file = directory.resolve(Manifest.NAME);
    try {
      return Manifest.decode(AtomicFile.read(files, file, Manifest.MAX_BYTES));
    } catch (CorruptDataException e) {
      throw new IOException(
          file + " is damaged: " + e.getMessage() + "; restore it from a backup", e);
    }
  }

  private static void refuseLostManifest(Files files, Path directory) throws IOException {
    for (Path entry : files.list(directory)) {
      if (isPart(entry)) {
        throw new IOException(
            directory + " holds parts but no " + Manifest.NAME + "; restore that file");
      }
    }
  }

  private void removeLeftovers() throws IOException {
    var names = new HashSet<String>();
    for (Part part : listed) {
      names.add(name(part.entry().number()));
    }
    for (Path entry : files.list(directory)) {
      if (isPart(entry) && !names.contains(entry.toString())) {
        long number = Long.parseLong(entry.toString().substring(1));
        nextNumber = Math.max(nextNumber, number + 1);
        log.info("log_part_leftover path={}", entry);
        remove(directory.resolve(entry));
      }
    }
  }

  private static boolean isPart(Path entry) {
    return entry.toString().matches("p[0-9]{10,18}");
  }

  private static String name(long number) {
    return String.format(Locale.ROOT, "p%010d", number);
  }

  Path path(long number) {
    return directory.resolve(name(number));
  }

  static Path path(Path directory, long number) {
    return directory.resolve(name(number));
  }

  // ---- reading

  LogSnapshot snapshot() {
    return snapshot;
  }

  /// Journal position that the parts cover.
  long position() {
    return position;
  }

  OpenParts open() {
    return open;
  }

  /// The present snapshot, of its parts only those that are `wanted`, all of them held until
  /// closed.
  Held hold(Predicate<PartEntry> wanted) {
    while (true) {
      Held held = tryHold(wanted);
      if (held != null) {
        return held;
      }
      Thread.onSpinWait(); // a part went between reading the list and holding it: read it again
    }
  }

  private @Nullable Held tryHold(Predicate<PartEntry> wanted) {
    LogSnapshot now = snapshot;
    var held = new ArrayList<Part>();
    for (Part part : now.parts()) {
      if (wanted.test(part.entry())) {
        if (!part.retain()) {
          held.forEach(this::release);
          return null;
        }
        held.add(part);
      }
    }
    return new Held(held, now.memtables());
  }

  /// Parts and memtables of one moment, held.
  final class Held implements AutoCloseable {
    private final List<Part> parts;
    private final List<Memtable> memtables;

    Held(List<Part> parts, List<Memtable> memtables) {
      this.parts = parts;
      this.memtables = memtables;
    }

    List<Part> parts() {
      return parts;
    }

    List<Memtable> memtables() {
      return memtables;
    }

    @Override
    public void close() {
      parts.forEach(PartList.this::release);
    }
  }

  /// Lets go of a part; the last one to do so closes it and, when it was dropped, removes it.
  void release(Part part) {
    if (!part.release()) {
      return;
    }
    try {
      open.close(part);
    } catch (IOException e) {
      log.warn("log_part_close_failed path={}", part.directory(), e);
    }
    if (part.isDropped()) {
      remove(part.directory());
    }
  }

  // ---- changing

  /// Seals the active memtable and puts an empty one in its place. Apply lock held.
  void seal() {
    synchronized (listLock) {
      snapshot = snapshot.sealed(new Memtable(nextOrder++));
    }
  }

  /// A place for a new part.
  Draft draft() {
    synchronized (listLock) {
      long number = nextNumber++;
      return new Draft(number, path(number));
    }
  }

  /// Makes `added` exist in place of the memtable `written`; everything up to its last batch is
  /// then in parts.
  void commitFlush(Memtable written, List<PartEntry> added) throws IOException {
    commit(List.of(), added, Math.max(position, written.lastPosition()), written);
  }

  /// Says that parts cover everything up to `newPosition`.
  void commitPosition(long newPosition) throws IOException {
    commit(List.of(), List.of(), newPosition, null);
  }

  /// Puts `added` in the place of `gone`, whose files go once nobody reads them.
  void commitReplaced(List<Part> gone, List<PartEntry> added) throws IOException {
    commit(gone, added, position, null);
  }

  private void commit(
      List<Part> gone, List<PartEntry> added, long newPosition, @Nullable Memtable written)
      throws IOException {
    commitLock.lock();
    try {
      var next = new ArrayList<>(listed);
      next.removeAll(gone);
      var fresh = new ArrayList<Part>();
      for (PartEntry entry : added) {
        fresh.add(new Part(entry, path(entry.number())));
      }
      next.addAll(fresh);
      try {
        write(next, Math.max(position, newPosition));
      } catch (IOException e) {
        fresh.forEach(part -> leftovers.add(part.directory()));
        throw e;
      }
      listed = List.copyOf(next);
      position = Math.max(position, newPosition);
      swap(gone, fresh, written);
      removeDirectories();
    } finally {
      commitLock.unlock();
    }
  }

  private void write(List<Part> parts, long newPosition) throws IOException {
    long number;
    synchronized (listLock) {
      number = nextNumber;
    }
    var manifest = new Manifest(newPosition, number, parts.stream().map(Part::entry).toList());
    AtomicFile.write(files, directory.resolve(Manifest.NAME), manifest.encode());
  }

  private void swap(List<Part> gone, List<Part> fresh, @Nullable Memtable written) {
    var removed = new ArrayList<Part>();
    synchronized (listLock) {
      var now = new ArrayList<Part>();
      for (Part part : snapshot.parts()) {
        (gone.contains(part) ? removed : now).add(part);
      }
      now.addAll(fresh);
      snapshot = written == null ? snapshot.withParts(now) : snapshot.written(written, now);
    }
    gone.forEach(Part::dropWhenReleased);
    removed.forEach(this::release);
    for (Part part : gone) {
      if (part.isDamaged() && !removed.contains(part)) {
        remove(part.directory()); // set aside earlier, expired now
      }
    }
  }

  /// Everything that the manifest lists, damaged parts too.
  List<Part> listed() {
    commitLock.lock();
    try {
      return listed;
    } finally {
      commitLock.unlock();
    }
  }

  /// Takes a part that cannot be read out of service, keeping its files.
  void setAside(Part part, Exception why) {
    synchronized (listLock) {
      var now = new ArrayList<>(snapshot.parts());
      if (!now.remove(part)) {
        return;
      }
      part.damaged();
      snapshot = snapshot.withParts(now);
    }
    metrics.damagedParts.increment();
    log.error("log_part_set_aside path={} reason=\"{}\"", part.directory(), why.toString());
    release(part);
  }

  private void removeDirectories() {
    for (int left = leftovers.size(); left > 0; left--) {
      Path part = leftovers.poll();
      if (part != null) {
        remove(part);
      }
    }
  }

  /// Removes the directory of a part that was never listed, or is not any more. What fails is tried
  /// again after the next commit.
  void remove(Path part) {
    try {
      for (Path file : files.list(part)) {
        files.delete(part.resolve(file));
      }
      files.delete(part);
    } catch (IOException e) {
      metrics.deleteFailures.increment();
      log.warn("log_part_delete_failed path={} reason=\"{}\"", part, e.getMessage());
      if (leftovers.size() < LEFTOVERS_MAX) {
        leftovers.add(part);
      }
    }
  }
}
