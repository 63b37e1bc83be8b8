package dev.weir.storage.logs.part;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.store.BaseDirectory;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.ByteBuffersIndexInput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NoLockFactory;

/// The files of one Lucene segment inside a mapped `index` file. For reading only. Any threads.
final class ContainerDirectory extends BaseDirectory {
  private final Map<String, MemorySegment> files;

  ContainerDirectory(Map<String, MemorySegment> files) {
    super(NoLockFactory.INSTANCE);
    this.files = Map.copyOf(files);
  }

  @Override
  public String[] listAll() {
    return files.keySet().stream().sorted().toArray(String[]::new);
  }

  @Override
  public long fileLength(String name) throws IOException {
    return file(name).byteSize();
  }

  private MemorySegment file(String name) throws IOException {
    MemorySegment file = files.get(name);
    if (file == null) {
      throw new FileNotFoundException("no such file in the index: " + name);
    }
    return file;
  }

  @Override
  public IndexInput openInput(String name, IOContext context) throws IOException {
    var input = new ByteBuffersDataInput(List.of(file(name).asByteBuffer()));
    return new ByteBuffersIndexInput(input, name);
  }

  @Override
  public void close() {
    isOpen = false;
  }

  @Override
  public Set<String> getPendingDeletions() {
    return Set.of();
  }

  @Override
  public void deleteFile(String name) {
    throw new UnsupportedOperationException("read-only");
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) {
    throw new UnsupportedOperationException("read-only");
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) {
    throw new UnsupportedOperationException("read-only");
  }

  @Override
  public void sync(Collection<String> names) {
    throw new UnsupportedOperationException("read-only");
  }

  @Override
  public void syncMetaData() {
    throw new UnsupportedOperationException("read-only");
  }

  @Override
  public void rename(String from, String to) {
    throw new UnsupportedOperationException("read-only");
  }
}
