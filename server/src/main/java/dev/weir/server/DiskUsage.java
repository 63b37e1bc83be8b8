package dev.weir.server;

import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the parts of a data directory take, by the name of the part: `journal`, `logs`, `meta`,
/// `metrics`, and `other` for files beside them. Looked up at most every ten seconds, for a store
/// may have many files; files that go while it looks are left out. Any thread.
final class DiskUsage {
  private static final long KEPT_MS = 10_000;

  private final Path directory;
  private final Clock clock;
  private SequencedMap<String, Long> latest = new TreeMap<>(); // guarded by this
  private long latestMs; // guarded by this

  DiskUsage(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /// Bytes by part.
  synchronized SequencedMap<String, Long> byPart() throws IOException {
    long now = clock.wallMillis();
    if (latest.isEmpty() || now - latestMs >= KEPT_MS || now < latestMs) {
      var bytes = new TreeMap<String, Long>();
      Files.walkFileTree(directory, new Sum(bytes));
      latest = bytes;
      latestMs = now;
    }
    return latest;
  }

  private final class Sum extends SimpleFileVisitor<Path> {
    private final Map<String, Long> bytes;

    Sum(Map<String, Long> bytes) {
      this.bytes = bytes;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path relative = directory.relativize(file);
      String part = relative.getNameCount() == 1 ? "other" : relative.getName(0).toString();
      bytes.merge(part, attributes.size(), Long::sum);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
