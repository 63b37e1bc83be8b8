package dev.weir.storage.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file system as storage uses it. One implementation is the machine's; tests inject one that
/// fails, tears, fills up and forgets what was not forced.
///
/// Nothing is durable before it was forced: the bytes by [Handle#force()], a creation, rename or
/// deletion by [#forceDirectory(Path)]. After a failed force the handle's unforced bytes are in
/// doubt for ever: callers abandon the file, they never force it again as if clean.
public interface Files {
  /// One open file. One writing thread; reads from any thread.
  interface Handle extends AutoCloseable {
    /// Writes all of `from` (position to limit) at `offset`.
    void write(ByteBuffer from, long offset) throws IOException;

    /// Reads until `into` is full or the file ends; returns the number of bytes read.
    int read(ByteBuffer into, long offset) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /// Forces content (and size) to the device.
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Creates `path` for writing and reading; fails when it exists.
  Handle create(Path path) throws IOException;

  /// Opens an existing file for writing and reading.
  Handle open(Path path) throws IOException;

  /// Opens an existing file for reading.
  Handle openForReading(Path path) throws IOException;

  /// Maps an existing file for reading, whole; valid until `arena` closes.
  MemorySegment map(Path path, Arena arena) throws IOException;

  /// Renames atomically, replacing `to`.
  void rename(Path from, Path to) throws IOException;

  /// Makes a second name for the same file.
  void link(Path existing, Path link) throws IOException;

  /// Deletes a file or an empty directory; does nothing when it is absent.
  void delete(Path path) throws IOException;

  /// Creates the directory and its parents; those are durable when this returns.
  void createDirectories(Path directory) throws IOException;

  /// Forces creations, renames and deletions in `directory`.
  void forceDirectory(Path directory) throws IOException;

  /// Names of the entries of `directory`, sorted; empty when it is absent.
  List<Path> list(Path directory) throws IOException;

  boolean exists(Path path);

  long size(Path path) throws IOException;

  /// Bytes the device can still take below `directory`.
  long usableBytes(Path directory) throws IOException;

  /// Takes the exclusive lock that `path`, created if need be, stands for, or returns null when
  /// somebody else holds it. Closing what is returned, or the end of the process, lets go of it.
  @Nullable AutoCloseable tryLock(Path path) throws IOException;
}
