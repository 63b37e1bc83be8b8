package dev.weir.alerting.eval;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.meta.FileMetaStore;
import dev.weir.storage.meta.MetaRecord;
import dev.weir.storage.meta.MetaStore;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store of files, watched: counts changes and asks before and after each whether the process
/// has just died.
final class MemoryMeta implements MetaStore {
  private final MetaStore files;
  private final Steps steps;
  int changes;
  boolean isFull;

  MemoryMeta(Path directory, Steps steps) {
    try {
      files =
          FileMetaStore.open(
              MachineFiles.INSTANCE, directory, Clock.SYSTEM, new MetricRegistry(), false);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    this.steps = steps;
  }

  @Override
  public @Nullable MetaRecord find(String kind, String id) throws IOException {
    return files.find(kind, id);
  }

  @Override
  public List<MetaRecord> list(String kind) throws IOException {
    return files.list(kind);
  }

  @Override
  public long put(String kind, String id, long expectedVersion, ByteBuffer value)
      throws IOException {
    steps.take();
    if (isFull) {
      throw new IOException("no space left");
    }
    changes++;
    long version = files.put(kind, id, expectedVersion, value);
    steps.take();
    return version;
  }

  @Override
  public boolean delete(String kind, String id, long expectedVersion) throws IOException {
    steps.take();
    changes++;
    boolean isDone = files.delete(kind, id, expectedVersion);
    steps.take();
    return isDone;
  }

  @Override
  public void close() {}
}
