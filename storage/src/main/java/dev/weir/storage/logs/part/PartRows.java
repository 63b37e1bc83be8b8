package dev.weir.storage.logs.part;

import dev.weir.storage.model.Labels;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// All rows of a part, in order; decodes a row group at a time, beside the readers' memory. One
/// thread.
final class PartRows implements RowCursor {
  private final PartFooter footer;
  private final MemorySegment file;
  private final LineText lines = new LineText();
  private int lineBytes;
  private List<FieldColumn> columns = List.of();
  private long[] times = new long[0];
  private int groupIndex = -1;
  private int row;
  private int groupRows;
  private long rowInPart = -1;
  private int stream;
  private String[] names = new String[0];
  private int[] offsets = new int[0];
  private int[] lengths = new int[0];
  private int fields;

  PartRows(PartReader part, MemorySegment file) {
    footer = part.footer();
    this.file = file;
  }

  @Override
  public boolean next() {
    row++;
    while (row >= groupRows) {
      if (++groupIndex >= footer.groups.size()) {
        return false;
      }
      load(footer.groups.get(groupIndex));
    }
    rowInPart++;
    while (rowInPart >= footer.streams.get(stream).firstRow() + footer.streams.get(stream).rows()) {
      stream++;
    }
    if (!columns.isEmpty()) {
      collectFields();
    }
    return true;
  }

  private void load(PartFooter.Group place) {
    var group = new StoredGroup(file, place);
    row = 0;
    groupRows = place.rows();
    times = group.times();
    lines.clear();
    group.lines(0, groupRows, lines);
    lineBytes = lines.length;
    columns = group.fields();
    fields = 0;
    if (names.length < columns.size()) {
      names = new String[columns.size()];
      offsets = new int[columns.size()];
      lengths = new int[columns.size()];
    }
  }

  /// Puts the row's values behind the lines, so that they share an array.
  private void collectFields() {
    fields = 0;
    lines.length = lineBytes;
    lines.lines = groupRows;
    for (FieldColumn column : columns) {
      int start = lines.length;
      if (column.append(row, times[row], lines)) {
        names[fields] = column.name;
        offsets[fields] = start;
        lengths[fields++] = lines.length - start;
      }
    }
  }

  @Override
  public Labels stream() {
    return footer.streams.get(stream).labels();
  }

  @Override
  public long timestampNs() {
    return times[row];
  }

  @Override
  public byte[] bytes() {
    return lines.bytes;
  }

  @Override
  public int lineOffset() {
    return lines.start(row);
  }

  @Override
  public int lineLength() {
    return lines.end(row) - lines.start(row);
  }

  @Override
  public int fields() {
    return fields;
  }

  @Override
  public String fieldName(int index) {
    return names[index];
  }

  @Override
  public int fieldOffset(int index) {
    return offsets[index];
  }

  @Override
  public int fieldLength(int index) {
    return lengths[index];
  }
}
