package dev.weir.storage.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A file system in memory that misbehaves on demand. Three faults:
///
/// - **power cut** ([#crash()]): of every file, each write since the last force is kept whole, kept
///   as a random prefix, replaced by zeros (the size reached the disk, the bytes did not) or
///   dropped, independently of the others; of every directory, a random prefix of the creations,
///   renames and deletions since the last [#forceDirectory] is kept. Directories themselves are
///   durable at once, as [Files#createDirectories] promises.
/// - **errors** ([#failAt], [#failWhen]): a call throws. A failed write may leave a random prefix
///   behind. After a failed force the bytes written before it are in doubt for ever, as on Linux: a
///   later force that succeeds does not save them.
/// - **full device** ([#capacity]): a write beyond it stores what fits and throws.
///
/// Everything random comes from the seed. Thread-safe.
public final class FaultFiles implements Files {
  /// Kinds of call that can be made to fail.
  public enum Op {
    CREATE,
    OPEN,
    READ,
    WRITE,
    TRUNCATE,
    FORCE,
    MAP,
    RENAME,
    LINK,
    DELETE,
    FORCE_DIRECTORY;

    /// True for calls that change something; the others are not numbered.
    boolean changes() {
      return this != OPEN && this != READ && this != MAP;
    }
  }

  /// Decides which calls fail.
  public interface Fault {
    boolean fails(Op op, Path path);
  }

  private final RandomGenerator random;
  private final Map<Path, FaultNode> entries = new TreeMap<>();
  private final Map<Path, FaultNode> durableEntries = new TreeMap<>();
  private final Map<Path, List<DirectoryChange>> changes = new HashMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final Set<Path> locks = new HashSet<>();
  private long capacityBytes = Long.MAX_VALUE;
  private long calls;
  private long failingCall = Long.MAX_VALUE;
  private Fault fault = (op, path) -> false;
  private int generation; // handles of an earlier one died in a crash

  /// One change of a directory: `removed` and `added` may each be absent.
  private record DirectoryChange(
      @Nullable Path removed, @Nullable Path added, @Nullable FaultNode node) {
    void applyTo(Map<Path, FaultNode> entries) {
      if (removed != null) {
        entries.remove(removed);
      }
      if (added != null && node != null) {
        entries.put(added, node);
      }
    }
  }

  public FaultFiles(RandomGenerator random) {
    this.random = random;
  }

  // ---- faults

  /// Cuts the power and restores it: what was not forced is gone, wholly or in part, open handles
  /// are dead and locks are free. Injected faults stop; capacity stays.
  public synchronized void crash() {
    for (var change : changes.entrySet()) {
      int kept = random.nextInt(change.getValue().size() + 1);
      change.getValue().subList(0, kept).forEach(each -> each.applyTo(durableEntries));
    }
    restart();
    new HashSet<>(entries.values()).forEach(node -> node.losePower(random));
  }

  /// Kills and restarts the process: everything written stays, handles are dead, locks are free.
  public synchronized void kill() {
    changes.values().forEach(list -> list.forEach(each -> each.applyTo(durableEntries)));
    restart();
  }

  private void restart() {
    changes.clear();
    entries.clear();
    entries.putAll(durableEntries);
    for (Path path : entries.keySet()) {
      createDirectories(parent(path)); // it cannot have gone before what is in it
    }
    locks.clear();
    generation++;
    heal();
  }

  /// Makes the `n`-th changing call from now on fail, counted from 1; later ones work again.
  public synchronized void failAt(long n) {
    failingCall = calls + n;
  }

  /// Makes every call fail for which `fault` says so.
  public synchronized void failWhen(Fault fault) {
    this.fault = fault;
  }

  /// No further injected error.
  public synchronized void heal() {
    failingCall = Long.MAX_VALUE;
    fault = (op, path) -> false;
  }

  /// Limits the sum of all file sizes.
  public synchronized void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /// Number of changing calls so far.
  public synchronized long calls() {
    return calls;
  }

  /// A copy of the content of `path` as a reader sees it now.
  public synchronized byte[] content(Path path) throws IOException {
    return node(path).content();
  }

  /// Replaces the content of `path`, durably: damage, or a file from elsewhere.
  public synchronized void overwrite(Path path, byte[] content) {
    FaultNode node = entries.computeIfAbsent(path, p -> new FaultNode());
    durableEntries.put(path, node);
    node.replace(content);
  }

  // ---- Files

  @Override
  public synchronized Handle create(Path path) throws IOException {
    check(Op.CREATE, path);
    if (entries.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Path directory = path.getParent();
    if (directory == null || !directories.contains(directory)) {
      throw new NoSuchFileException(path.toString());
    }
    var node = new FaultNode();
    change(directory, new DirectoryChange(null, path, node));
    return new FaultHandle(path, node);
  }

  @Override
  public synchronized Handle open(Path path) throws IOException {
    check(Op.OPEN, path);
    return new FaultHandle(path, node(path));
  }

  @Override
  public synchronized Handle openForReading(Path path) throws IOException {
    return open(path);
  }

  @Override
  public synchronized MemorySegment map(Path path, Arena arena) throws IOException {
    check(Op.MAP, path);
    byte[] content = node(path).content();
    MemorySegment copy = arena.allocate(content.length, 8);
    MemorySegment.copy(MemorySegment.ofArray(content), 0, copy, 0, content.length);
    return copy.asReadOnly();
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    check(Op.RENAME, from);
    FaultNode node = node(from);
    Path directory = from.getParent();
    if (directory == null || !directory.equals(to.getParent())) {
      throw new IOException("rename between directories is not simulated: " + from + ", " + to);
    }
    change(directory, new DirectoryChange(from, to, node));
  }

  @Override
  public synchronized void link(Path existing, Path link) throws IOException {
    check(Op.LINK, link);
    FaultNode node = node(existing);
    if (entries.containsKey(link)) {
      throw new FileAlreadyExistsException(link.toString());
    }
    change(parent(link), new DirectoryChange(null, link, node));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    check(Op.DELETE, path);
    if (entries.containsKey(path)) {
      change(parent(path), new DirectoryChange(path, null, null));
    } else if (directories.contains(path)) {
      if (!list(path).isEmpty()) {
        throw new DirectoryNotEmptyException(path.toString());
      }
      directories.remove(path);
    }
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      directories.add(at);
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    check(Op.FORCE_DIRECTORY, directory);
    List<DirectoryChange> pending = changes.remove(directory);
    if (pending != null) {
      pending.forEach(each -> each.applyTo(durableEntries));
    }
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    var names = new ArrayList<Path>();
    for (Path path : entries.keySet()) {
      if (directory.equals(path.getParent())) {
        names.add(path.getFileName());
      }
    }
    for (Path path : directories) {
      if (directory.equals(path.getParent())) {
        names.add(path.getFileName());
      }
    }
    names.sort(null);
    return names;
  }

  @Override
  public synchronized boolean exists(Path path) {
    return entries.containsKey(path) || directories.contains(path);
  }

  @Override
  public synchronized long size(Path path) throws IOException {
    return node(path).size();
  }

  @Override
  public synchronized long usableBytes(Path directory) {
    return Math.max(0, capacityBytes - usedBytes());
  }

  @Override
  public synchronized @Nullable AutoCloseable tryLock(Path path) {
    int owner = generation;
    if (!locks.add(path)) {
      return null;
    }
    return () -> {
      synchronized (this) {
        if (owner == generation) {
          locks.remove(path);
        }
      }
    };
  }

  // ---- helpers

  private void change(Path directory, DirectoryChange change) {
    change.applyTo(entries);
    changes.computeIfAbsent(directory, d -> new ArrayList<>()).add(change);
  }

  private FaultNode node(Path path) throws NoSuchFileException {
    FaultNode node = entries.get(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("path has no directory: " + path);
    }
    return parent;
  }

  private long usedBytes() {
    long sum = 0;
    for (FaultNode node : new HashSet<>(entries.values())) {
      sum += node.size();
    }
    return sum;
  }

  private boolean fails(Op op, Path path) {
    if (op.changes()) {
      calls++;
    }
    return (op.changes() && calls == failingCall) || fault.fails(op, path);
  }

  private void check(Op op, Path path) throws IOException {
    if (fails(op, path)) {
      throw new IOException("injected: " + op + " of " + path);
    }
  }

  private final class FaultHandle implements Handle {
    private final Path path;
    private final FaultNode node;
    private final int born = generation;
    private boolean closed;

    FaultHandle(Path path, FaultNode node) {
      this.path = path;
      this.node = node;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      synchronized (FaultFiles.this) {
        alive();
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        if (fails(Op.WRITE, path)) {
          node.write(offset, bytes, random.nextInt(bytes.length + 1));
          throw new IOException("injected: WRITE of " + path);
        }
        long growth = Math.max(0, offset + bytes.length - Math.max(offset, node.size()));
        long room = capacityBytes - usedBytes();
        if (growth > room) {
          int fits = (int) Math.max(0, bytes.length - (growth - Math.max(0, room)));
          node.write(offset, bytes, fits);
          throw new IOException("No space left on device");
        }
        node.write(offset, bytes, bytes.length);
      }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      synchronized (FaultFiles.this) {
        alive();
        check(Op.READ, path);
        return node.read(into, offset);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (FaultFiles.this) {
        alive();
        return node.size();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (FaultFiles.this) {
        alive();
        check(Op.TRUNCATE, path);
        node.truncate(size);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultFiles.this) {
        alive();
        if (fails(Op.FORCE, path)) {
          node.failForce(random);
          throw new IOException("injected: FORCE of " + path);
        }
        node.force();
      }
    }

    @Override
    public void close() {
      synchronized (FaultFiles.this) {
        closed = true;
      }
    }

    private void alive() throws IOException {
      if (closed) {
        throw new IOException("handle is closed: " + path);
      }
      if (born != generation) {
        throw new IOException("handle died in a crash: " + path);
      }
    }
  }
}
