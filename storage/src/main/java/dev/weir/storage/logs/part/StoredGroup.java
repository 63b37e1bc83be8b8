package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row group being read: sections are decompressed when first needed and then kept. Any threads.
final class StoredGroup {
  private final MemorySegment file;
  private final PartFooter.Group group;
  private long @Nullable [] times;
  private int @Nullable [] lineEnds;
  private byte @Nullable [] text;
  private @Nullable List<FieldColumn> fields;

  StoredGroup(MemorySegment file, PartFooter.Group group) {
    this.file = file;
    this.group = group;
  }

  int rows() {
    return group.rows();
  }

  /// Bytes of memory it takes, about, when all of it was asked for.
  long memoryBytes() {
    long size = 8L * group.rows();
    for (Section section : group.sections()) {
      size += section.plainSize();
    }
    return size;
  }

  private byte[] section(int index) {
    return group.sections().get(index).read(file);
  }

  /// Times of all rows, epoch nanoseconds.
  synchronized long[] times() {
    long[] known = times;
    if (known != null) {
      return known;
    }
    byte[] bytes = section(RowGroup.TIMES);
    var in = new ByteReader(bytes, 0, bytes.length);
    if (group.rows() > bytes.length) {
      throw new CorruptDataException("rows without times: " + group.rows());
    }
    long[] read = new long[group.rows()];
    long last = 0;
    for (int row = 0; row < read.length; row++) {
      last += in.signed();
      read[row] = last;
    }
    times = read;
    return read;
  }

  /// Appends the lines of rows `from .. to - 1` to `into`.
  synchronized void lines(int from, int to, LineText into) {
    byte[] all = text;
    int[] ends = lineEnds;
    if (all == null || ends == null) {
      all = section(RowGroup.TEXT);
      byte[] bytes = section(RowGroup.SHAPES);
      var in = new ByteReader(bytes, 0, bytes.length);
      if (group.rows() > bytes.length) {
        throw new CorruptDataException("rows without lines: " + group.rows());
      }
      ends = new int[group.rows()];
      int end = 0;
      for (int row = 0; row < ends.length; row++) {
        end += in.count("line", all.length - end);
        ends[row] = end;
      }
      text = all;
      lineEnds = ends;
    }
    for (int row = from; row < to; row++) {
      int start = row == 0 ? 0 : ends[row - 1];
      into.add(all, start, ends[row] - start);
    }
  }

  /// Columns of the group's fields.
  synchronized List<FieldColumn> fields() {
    List<FieldColumn> known = fields;
    if (known != null) {
      return known;
    }
    byte[] bytes = section(RowGroup.FIELDS);
    var in = new ByteReader(bytes, 0, bytes.length);
    int count = in.count("fields", bytes.length);
    var read = new ArrayList<FieldColumn>(count);
    for (int i = 0; i < count; i++) {
      read.add(field(in));
    }
    fields = read;
    return read;
  }

  private FieldColumn field(ByteReader in) {
    var column = new FieldColumn(in.text("field name"), in.array(), group.rows());
    int present = in.count("field values", group.rows());
    int row = -1;
    for (int i = 0; i < present; i++) {
      row += 1 + in.count("row", group.rows() - row - 2);
      int length = in.length("field value");
      column.set(row, in.position(), in.position() + length);
      in.skip(length);
    }
    return column;
  }
}
