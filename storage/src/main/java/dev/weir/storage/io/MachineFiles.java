package dev.weir.storage.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The machine's file system, through [FileChannel]: what is written is visible to fault injection
/// below the process, and errors surface as exceptions rather than as signals. Any thread; but a
/// thread that is interrupted inside a call closes the file under everyone, so nobody interrupts.
public final class MachineFiles implements Files {
  /// Heap buffers go through a direct one that the JDK keeps for each thread for ever, as large as
  /// the largest transfer; pieces of this size keep that small.
  private static final int HEAP_STEP_BYTES = 256 << 10;

  /// Stateless; one is enough.
  public static final MachineFiles INSTANCE = new MachineFiles();

  private MachineFiles() {}

  @Override
  public Handle create(Path path) throws IOException {
    return new ChannelHandle(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public Handle open(Path path) throws IOException {
    return new ChannelHandle(
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public Handle openForReading(Path path) throws IOException {
    return new ChannelHandle(FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public MemorySegment map(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    java.nio.file.Files.move(
        from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    java.nio.file.Files.createLink(link, existing);
  }

  @Override
  public void delete(Path path) throws IOException {
    java.nio.file.Files.deleteIfExists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    var missing = new ArrayDeque<Path>();
    Path at = directory.toAbsolutePath();
    while (at != null && !java.nio.file.Files.exists(at)) {
      missing.push(at);
      at = at.getParent();
    }
    java.nio.file.Files.createDirectories(directory);
    for (Path created : missing) {
      Path parent = created.getParent();
      if (parent != null) {
        forceDirectory(parent);
      }
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (var entries = java.nio.file.Files.list(directory)) {
      return entries.map(Path::getFileName).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    }
  }

  @Override
  public boolean exists(Path path) {
    return java.nio.file.Files.exists(path);
  }

  @Override
  public long size(Path path) throws IOException {
    return java.nio.file.Files.size(path);
  }

  @Override
  public long usableBytes(Path directory) {
    return directory.toFile().getUsableSpace(); // one system call; FileStore reads the mount table
  }

  @Override
  public @Nullable AutoCloseable tryLock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      // the same answer as when another process holds it
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : channel;
  }

  /// One channel. Positional reads and writes only, so that readers and the writer share no state.
  private static final class ChannelHandle implements Handle {
    private final FileChannel channel;

    ChannelHandle(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      long at = offset;
      int end = from.limit();
      try {
        while (from.position() < end) {
          if (!from.isDirect()) {
            from.limit(from.position() + Math.min(end - from.position(), HEAP_STEP_BYTES));
          }
          at += channel.write(from, at);
          from.limit(end);
        }
      } finally {
        from.limit(end);
      }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      int start = into.position();
      int end = into.limit();
      try {
        while (into.position() < end) {
          if (!into.isDirect()) {
            into.limit(into.position() + Math.min(end - into.position(), HEAP_STEP_BYTES));
          }
          int count = channel.read(into, offset + into.position() - start);
          if (count < 0) {
            break;
          }
          into.limit(end);
        }
      } finally {
        into.limit(end);
      }
      return into.position() - start;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      channel.force(false); // fdatasync: content and size, not the modification time
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
