package dev.weir.storage.logs.part;

import dev.weir.storage.io.Files;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one part (`storage/docs/format/log-part.md`): rows in, a directory with `lines` and
/// `index` out. One thread. Memory: a row group, some 20 MiB with what it is turned into, plus 100
/// bytes a stream and 50 a granule.
public final class PartWriter {
  /// Rows of a granule: what the index distinguishes.
  static final int GRANULE_ROWS = 512;

  private final Tenant tenant;
  private final Files.Handle file;
  private final RowGroup group = new RowGroup();
  private final RowGroupEncoder encoder = new RowGroupEncoder();
  private final RowTokens tokens = new RowTokens();
  private final IndexFileWriter index;
  private final ByteSink out = new ByteSink(1 << 20);
  private final List<PartFooter.Stream> streams = new ArrayList<>();
  private final List<PartFooter.Group> groups = new ArrayList<>();
  private final LongColumn granuleTimes = new LongColumn(256);
  private long written;
  private long rows;
  private int granules;

  private @Nullable Labels stream;
  private long streamFirstRow;
  private long streamMinNs;
  private long streamMaxNs;
  private long streamBytes;

  private PartWriter(Files.Handle file, IndexFileWriter index, Tenant tenant) {
    this.file = file;
    this.index = index;
    this.tenant = tenant;
  }

  /// Writes all of `rows` as a part in `directory`, which must not exist yet. When it returns, all
  /// of it is durable apart from the directory's own name. After an exception the directory is to
  /// be deleted with whatever is in it.
  public static PartSummary write(Files files, Path directory, Tenant tenant, RowCursor rows)
      throws IOException {
    files.createDirectories(directory);
    PartSummary summary;
    try (Files.Handle file = files.create(directory.resolve(PartFile.LINES_NAME));
        Files.Handle indexFile = files.create(directory.resolve(PartFile.INDEX_NAME))) {
      var writer = new PartWriter(file, new IndexFileWriter(indexFile), tenant);
      PartFile.putHeader(PartFile.LINES_MAGIC, writer.out);
      writer.flush();
      writer.rows(rows);
      PartFooter footer = writer.finish();
      summary = footer.summary(writer.written + footer.indexSize);
    }
    files.forceDirectory(directory);
    return summary;
  }

  private void rows(RowCursor cursor) throws IOException {
    while (cursor.next()) {
      Labels labels = cursor.stream();
      if (!labels.equals(stream)) {
        assert stream == null || stream.compareTo(labels) < 0 : "streams out of order";
        endStream();
        beginStream(labels, cursor.timestampNs());
      }
      assert cursor.timestampNs() >= streamMaxNs : "rows out of order";
      streamMaxNs = cursor.timestampNs();
      streamBytes += cursor.lineLength();
      group.add(cursor);
      tokens.addRow(group);
      if (group.rows() % GRANULE_ROWS == 0) {
        tokens.endGranule();
      }
      rows++;
      if (group.isFull()) {
        endGroup();
      }
    }
    endStream();
    endGroup();
  }

  private void beginStream(Labels labels, long firstNs) {
    stream = labels;
    streamFirstRow = rows;
    streamMinNs = firstNs;
    streamMaxNs = firstNs;
    streamBytes = 0;
  }

  private void endStream() {
    if (stream != null) {
      streams.add(
          new PartFooter.Stream(
              stream,
              streamFirstRow,
              rows - streamFirstRow,
              streamMinNs,
              streamMaxNs,
              streamBytes));
    }
  }

  private void endGroup() throws IOException {
    if (group.rows() == 0) {
      return;
    }
    if (group.rows() % GRANULE_ROWS != 0) {
      tokens.endGranule();
    }
    if (tokens.isFull()) {
      index.add(tokens.tokens());
    }
    tokens.beginGroup();
    List<Section> sections = encoder.encode(group, out, written);
    groups.add(new PartFooter.Group(rows - group.rows(), group.rows(), granules, sections));
    for (int from = 0; from < group.rows(); from += GRANULE_ROWS) {
      addGranule(from, Math.min(group.rows(), from + GRANULE_ROWS));
    }
    flush();
    group.clear();
  }

  private void addGranule(int from, int to) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int row = from; row < to; row++) {
      min = Math.min(min, group.times.get(row));
      max = Math.max(max, group.times.get(row));
    }
    granuleTimes.add(min);
    granuleTimes.add(max);
    granules++;
  }

  private PartFooter finish() throws IOException {
    index.add(tokens.tokens());
    int indexCrc = index.finish();
    var footer =
        new PartFooter(tenant, GRANULE_ROWS, streams, groups, granuleTimes, index.size(), indexCrc);
    var tables = new ByteSink(1 << 12);
    footer.write(tables);
    PartFile.putTables(tables, PartFile.LINES_MAGIC, out, written);
    flush();
    file.force();
    return footer;
  }

  private void flush() throws IOException {
    ByteBuffer bytes = out.view();
    file.write(bytes, written);
    written += out.length();
    out.clear();
  }
}
