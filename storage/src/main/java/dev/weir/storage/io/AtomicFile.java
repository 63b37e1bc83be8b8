package dev.weir.storage.io;

import dev.weir.storage.bytes.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Replaces or reads a small file as a whole: after a crash there is the old content or the new,
/// never a mixture. Content is written under a temporary name, forced, renamed, and the directory
/// forced. One writer per path.
public final class AtomicFile {
  /// Ends the name of a file that is still being written. Left over by a crash, it means nothing
  /// and may be deleted.
  public static final String TEMPORARY_SUFFIX = ".tmp";

  private AtomicFile() {}

  /// Makes `parts`, one after the other (each from position to limit), the content of `path`;
  /// durable when this returns. After an exception the old content is still there, or, when only
  /// forcing the directory failed, either may be after a crash.
  public static void write(Files files, Path path, ByteBuffer... parts) throws IOException {
    Path temporary = temporary(path);
    files.delete(temporary);
    try {
      try (Files.Handle file = files.create(temporary)) {
        long offset = 0;
        for (ByteBuffer part : parts) {
          int length = part.remaining();
          file.write(part, offset);
          offset += length;
        }
        file.force();
      }
      files.rename(temporary, path);
    } catch (IOException e) {
      deleteQuietly(files, temporary, e);
      throw e;
    }
    files.forceDirectory(directory(path));
  }

  /// The whole content of `path`, in a heap buffer. A file larger than `limitBytes` is not read:
  /// [CorruptDataException].
  public static ByteBuffer read(Files files, Path path, int limitBytes) throws IOException {
    try (Files.Handle file = files.openForReading(path)) {
      long size = file.size();
      if (size > limitBytes) {
        throw new CorruptDataException(
            path + " too large: " + size + " bytes, limit " + limitBytes);
      }
      var content = ByteBuffer.allocate((int) size);
      file.read(content, 0);
      return content.flip();
    }
  }

  private static Path temporary(Path path) {
    return path.resolveSibling(path.getFileName() + TEMPORARY_SUFFIX);
  }

  private static Path directory(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("path has no directory: " + path);
    }
    return parent;
  }

  private static void deleteQuietly(Files files, Path path, IOException cause) {
    try {
      files.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
