package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.logs.LineFilter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row group being read: sections are decompressed when first needed and then kept. Any threads;
/// decompressing happens under a lock, putting lines together does not.
final class StoredGroup {
  private static final int OVERHEAD_BYTES_PER_ROW = 20;

  private final MemorySegment file;
  private final PartFooter.Group group;
  private volatile long @Nullable [] times;
  private volatile @Nullable GroupLines lines;
  private volatile @Nullable List<FieldColumn> fields;

  StoredGroup(MemorySegment file, PartFooter.Group group) {
    this.file = file;
    this.group = group;
  }

  int rows() {
    return group.rows();
  }

  /// Bytes of memory it takes, about, when all of it was asked for.
  long memoryBytes() {
    long size = (long) OVERHEAD_BYTES_PER_ROW * group.rows();
    for (Section section : group.sections()) {
      size += section.plainSize();
    }
    return size;
  }

  private byte[] section(int index) {
    return group.sections().get(index).read(file);
  }

  /// Times of all rows, epoch nanoseconds.
  long[] times() {
    long[] known = times;
    return known != null ? known : timesSlow();
  }

  private synchronized long[] timesSlow() {
    long[] read = times;
    if (read == null) {
      byte[] bytes = section(RowGroup.TIMES);
      var in = new ByteReader(bytes, 0, bytes.length);
      long unit = in.unsigned();
      // Header and planes share the section: the planes begin where the header ends.
      read = LongReader.readAll(in, group.rows());
      for (int row = 0; row < read.length; row++) {
        read[row] *= unit;
      }
      times = read;
    }
    return read;
  }

  private GroupLines groupLines() {
    GroupLines known = lines;
    return known != null ? known : linesSlow();
  }

  private synchronized GroupLines linesSlow() {
    GroupLines read = lines;
    if (read == null) {
      try {
        read =
            new GroupLines(
                section(RowGroup.SHAPES),
                section(RowGroup.NUMBERS),
                section(RowGroup.TEXT),
                group.rows());
      } catch (IndexOutOfBoundsException | ArithmeticException e) {
        throw damaged(e);
      }
      lines = read;
    }
    return read;
  }

  private CorruptDataException damaged(RuntimeException e) {
    return new CorruptDataException("row group at row " + group.firstRow(), e);
  }

  /// Appends the lines of rows `from .. to - 1` to `into`.
  void lines(int from, int to, LineText into) {
    GroupLines all = groupLines();
    long[] rowTimes = all.needsTimes() ? times() : null;
    try {
      for (int row = from; row < to; row++) {
        all.append(row, rowTimes == null ? 0 : rowTimes[row], into);
      }
    } catch (IndexOutOfBoundsException e) {
      throw damaged(e);
    }
  }

  /// The lines of a plan's filters judged by template: for each row one of [TemplateVerdicts].
  Judged judge(List<LineFilter> filters) {
    GroupLines all = groupLines();
    try {
      return new Judged(all, all.verdicts(filters));
    } catch (IndexOutOfBoundsException e) {
      throw damaged(e);
    }
  }

  /// What filters say of the rows of this group without their lines.
  static final class Judged {
    private final GroupLines lines;
    private final byte[] verdicts;

    private Judged(GroupLines lines, byte[] verdicts) {
      this.lines = lines;
      this.verdicts = verdicts;
    }

    byte of(int row) {
      return verdicts[lines.template(row)];
    }
  }

  /// Appends the lines of the first `count` of `rows` to `into`.
  void lines(int[] rows, int count, LineText into) {
    GroupLines all = groupLines();
    long[] rowTimes = all.needsTimes() ? times() : null;
    try {
      for (int i = 0; i < count; i++) {
        all.append(rows[i], rowTimes == null ? 0 : rowTimes[rows[i]], into);
      }
    } catch (IndexOutOfBoundsException e) {
      throw damaged(e);
    }
  }

  /// Columns of the group's fields.
  List<FieldColumn> fields() {
    List<FieldColumn> known = fields;
    return known != null ? known : fieldsSlow();
  }

  private synchronized List<FieldColumn> fieldsSlow() {
    List<FieldColumn> read = fields;
    if (read == null) {
      byte[] bytes = section(RowGroup.FIELDS);
      try {
        read = bytes.length == 0 ? List.of() : readFields(bytes);
      } catch (IndexOutOfBoundsException | ArithmeticException e) {
        throw damaged(e);
      }
      fields = read;
    }
    return read;
  }

  private List<FieldColumn> readFields(byte[] bytes) {
    var sizes = new ByteReader(bytes, 0, bytes.length);
    int headerSize = sizes.count("header size", bytes.length);
    int numbersSize = sizes.count("numbers size", bytes.length);
    int at = sizes.position();
    int rest = bytes.length - at - headerSize - numbersSize;
    if (rest < 0) {
      throw new CorruptDataException("fields too short: " + bytes.length);
    }
    var header = new ByteReader(bytes, at, headerSize);
    var numbers = new ByteReader(bytes, at + headerSize, numbersSize);
    var text = new ByteReader(bytes, at + headerSize + numbersSize, rest);
    int count = header.count("fields", headerSize);
    var read = new ArrayList<FieldColumn>(count);
    for (int i = 0; i < count; i++) {
      String name = header.text("field name");
      int present = header.count("field values", group.rows());
      short[] rank = present == group.rows() ? null : rank(numbers, present);
      read.add(new FieldColumn(name, new ColumnReader(header, numbers, text, present), rank));
    }
    return read;
  }

  private short[] rank(ByteReader numbers, int present) {
    short[] rank = new short[group.rows()];
    int row = -1;
    for (int i = 0; i < present; i++) {
      row += 1 + numbers.count("row", group.rows() - row - 2);
      rank[row] = (short) (i + 1);
    }
    return rank;
  }
}
