package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.io.Files;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/// Writes a part's `index` file: Lucene segments, each built in memory and copied in, then the
/// table of their files. One thread.
final class IndexFileWriter {
  private static final int COPY_BYTES = 1 << 16;

  private final Files.Handle file;
  private final ByteSink out = new ByteSink(1 << 16);
  private final ByteSink tables = new ByteSink(1 << 10);
  private long written;
  private int segments;

  IndexFileWriter(Files.Handle file) throws IOException {
    this.file = file;
    PartFile.putHeader(PartFile.INDEX_MAGIC, out);
    flush();
  }

  /// Writes what is known of the granules that ended, and forgets it.
  void add(TokenTable tokens) throws IOException {
    if (tokens.granules() == 0) {
      return;
    }
    segments++;
    try (var directory = new ByteBuffersDirectory()) {
      LuceneSegment.write(tokens, directory);
      String[] names = directory.listAll();
      Arrays.sort(names);
      tables.putUnsigned(tokens.granules());
      tables.putUnsigned(names.length);
      for (String name : names) {
        try (IndexInput input = directory.openInput(name, IOContext.READONCE)) {
          copy(name, input);
        }
      }
    }
    tokens.clear();
  }

  private void copy(String name, IndexInput input) throws IOException {
    int size = Math.toIntExact(input.length());
    int at = out.reserve(size);
    for (int done = 0; done < size; done += COPY_BYTES) {
      input.readBytes(out.array(), at + done, Math.min(COPY_BYTES, size - done));
    }
    out.length(at + size);
    tables.putText(name);
    tables.putUnsigned(size);
    tables.putInt(Crc32C.of(out.array(), at, size));
    flush();
  }

  /// Ends the file and forces it. Returns the checksum of the tables, by which `lines` knows it.
  int finish() throws IOException {
    var all = new ByteSink(tables.length() + 10);
    all.putUnsigned(segments);
    all.putBytes(tables.array(), 0, tables.length());
    PartFile.putTables(all, PartFile.INDEX_MAGIC, out, written);
    flush();
    file.force();
    return Crc32C.of(all.array(), 0, all.length());
  }

  /// Bytes written.
  long size() {
    return written;
  }

  private void flush() throws IOException {
    file.write(out.view(), written);
    written += out.length();
    out.clear();
  }
}
