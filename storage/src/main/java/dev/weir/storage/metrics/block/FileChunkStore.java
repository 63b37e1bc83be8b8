package dev.weir.storage.metrics.block;

import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded [ChunkStore]: a file per blob in one directory, written under a temporary name,
/// forced, renamed, and mapped while somebody reads it.
///
/// Mappings that nobody holds are kept up to a bound, least recently used first to go, so hundreds
/// of blocks that are never asked for cost neither handles nor address space. One lock guards the
/// table of mappings; reads through an open blob take none.
final class FileChunkStore implements ChunkStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileChunkStore.class);
  private static final String TEMPORARY = ".tmp";
  private static final String DAMAGED = ".damaged";

  /// One mapped file. Fields are guarded by the store's lock.
  private static final class Mapping {
    final Arena arena;
    final MemorySegment bytes;
    int holders;
    boolean dropped;

    Mapping(Arena arena, MemorySegment bytes) {
      this.arena = arena;
      this.bytes = bytes;
    }
  }

  private final Files files;
  private final Path directory;
  private final int maxIdleMappings;
  private final LinkedHashMap<BlobKey, Mapping> mappings = new LinkedHashMap<>(64, 0.75f, true);

  FileChunkStore(Files files, Path directory, int maxIdleMappings) {
    this.files = files;
    this.directory = directory;
    this.maxIdleMappings = maxIdleMappings;
  }

  /// Creates the directory if need be and removes what unfinished writes left behind.
  void prepare() throws IOException {
    files.createDirectories(directory);
    for (Path path : files.list(directory)) {
      if (String.valueOf(path.getFileName()).endsWith(TEMPORARY)) {
        files.delete(directory.resolve(path));
      }
    }
  }

  @Override
  public List<BlobKey> list() throws IOException {
    var keys = new ArrayList<BlobKey>();
    for (Path path : files.list(directory)) {
      BlobKey key = BlobKey.ofFileName(String.valueOf(path.getFileName()));
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private Path path(BlobKey key) {
    return directory.resolve(key.fileName());
  }

  @Override
  public String describe(BlobKey key) {
    return path(key).toString();
  }

  @Override
  public Sink create(BlobKey key) throws IOException {
    Path temporary = directory.resolve(key.fileName() + TEMPORARY);
    return new FileSink(files.create(temporary), temporary, path(key));
  }

  private final class FileSink implements Sink {
    private final Files.Handle handle;
    private final Path temporary;
    private final Path target;
    private long size;
    private boolean done;

    FileSink(Files.Handle handle, Path temporary, Path target) {
      this.handle = handle;
      this.temporary = temporary;
      this.target = target;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      handle.write(bytes, size);
      size += length;
    }

    @Override
    public void commit() throws IOException {
      try {
        handle.force();
        handle.close();
        files.rename(temporary, target);
        done = true;
        files.forceDirectory(directory);
      } catch (IOException e) {
        if (done) {
          deleteQuietly(target); // renamed, but perhaps not for good: the caller was told it failed
        }
        abort();
        throw e;
      }
    }

    @Override
    public void abort() {
      if (done) {
        return;
      }
      done = true;
      try {
        handle.close();
      } catch (IOException e) {
        LOG.warn("block_close_failed path={}", temporary, e);
      }
      deleteQuietly(temporary);
    }
  }

  private void deleteQuietly(Path path) {
    try {
      files.delete(path);
    } catch (IOException e) {
      LOG.warn("block_delete_failed path={}", path, e);
    }
  }

  @Override
  public Blob open(BlobKey key) throws IOException {
    synchronized (mappings) {
      Mapping mapping = mappings.get(key);
      if (mapping == null) {
        mapping = map(path(key));
        mappings.put(key, mapping);
      }
      mapping.holders++;
      evict();
      return new MappedBlob(mapping);
    }
  }

  private Mapping map(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new Mapping(arena, files.map(path, arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /// Unmaps idle mappings over the bound. The caller holds the lock.
  private void evict() {
    int excess = mappings.size() - maxIdleMappings;
    Iterator<Mapping> all = mappings.values().iterator();
    while (excess > 0 && all.hasNext()) {
      Mapping mapping = all.next();
      if (mapping.holders == 0) {
        all.remove();
        mapping.arena.close();
        excess--;
      }
    }
  }

  private void release(Mapping mapping) {
    synchronized (mappings) {
      mapping.holders--;
      if (mapping.dropped && mapping.holders == 0) {
        mapping.arena.close();
      } else if (mappings.size() > maxIdleMappings) {
        evict();
      }
    }
  }

  /// Number of files mapped now.
  int mappedCount() {
    synchronized (mappings) {
      return mappings.size();
    }
  }

  private final class MappedBlob implements Blob {
    private final MemorySegment bytes;
    private @Nullable Mapping mapping;

    MappedBlob(Mapping mapping) {
      this.mapping = mapping;
      this.bytes = mapping.bytes;
    }

    @Override
    public long size() {
      return bytes.byteSize();
    }

    @Override
    public void read(long offset, byte[] into, int at, int length) {
      try {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, into, at, length);
      } catch (InternalError e) {
        // how the virtual machine reports that the device cannot give back a mapped page
        throw new ChunkFormatException("unreadable bytes at " + offset, e);
      }
    }

    @Override
    public ByteBuffer view(long offset, int length) {
      return bytes.asSlice(offset, length).asByteBuffer().asReadOnlyBuffer();
    }

    @Override
    public void close() {
      Mapping held = mapping;
      if (held != null) {
        mapping = null;
        release(held);
      }
    }
  }

  /// Takes the mapping out of the table; it goes when its last holder does.
  private void forget(BlobKey key) {
    synchronized (mappings) {
      Mapping mapping = mappings.remove(key);
      if (mapping != null) {
        mapping.dropped = true;
        if (mapping.holders == 0) {
          mapping.arena.close();
        }
      }
    }
  }

  @Override
  public void drop(BlobKey key) throws IOException {
    forget(key);
    files.delete(path(key));
  }

  @Override
  public void setAside(BlobKey key) throws IOException {
    forget(key);
    Path aside = directory.resolve(key.fileName() + DAMAGED);
    if (files.exists(aside)) {
      files.delete(path(key)); // renaming one link over another of the same file would do nothing
    } else {
      files.rename(path(key), aside);
    }
    files.forceDirectory(directory);
  }

  @Override
  public void keepCopy(BlobKey key) throws IOException {
    Path copy = directory.resolve(key.fileName() + DAMAGED);
    if (!files.exists(copy)) {
      files.link(path(key), copy);
      files.forceDirectory(directory);
    }
  }

  @Override
  public void close() {
    synchronized (mappings) {
      for (Mapping mapping : mappings.values()) {
        mapping.dropped = true;
        if (mapping.holders == 0) {
          mapping.arena.close();
        }
      }
      mappings.clear();
    }
  }
}
