package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of one stream, in columns. Filled by the store, read by a [LogSink] during its call,
/// then refilled. Lines are bytes in one shared array; fields are columns in which a row may have
/// no value.
///
/// One thread.
public final class LogRows {
  private static final int FIRST_ROWS = 1024;

  private Labels stream = Labels.EMPTY;
  private int length;
  private long[] timestamps = new long[FIRST_ROWS];
  private long[] ordinals = new long[FIRST_ROWS];
  private byte[] text = new byte[FIRST_ROWS * 128];
  private int[] starts = new int[FIRST_ROWS];
  private int[] ends = new int[FIRST_ROWS];
  private int textLength;
  private final List<FieldColumn> columns = new ArrayList<>();
  private int columnCount;

  private static final class FieldColumn {
    String name = "";
    @Nullable String[] values = new @Nullable String[FIRST_ROWS];
  }

  /// Begins anew with rows of `stream`.
  public LogRows clear(Labels stream) {
    this.stream = stream;
    for (int c = 0; c < columnCount; c++) {
      Arrays.fill(columns.get(c).values, 0, length, null);
    }
    columnCount = 0;
    length = 0;
    textLength = 0;
    return this;
  }

  /// Adds a row without a line and returns its index. `ordinal` orders rows of equal time: the
  /// smaller one arrived first.
  public int add(long timestampNs, long ordinal) {
    if (length == timestamps.length) {
      int size = length * 2;
      timestamps = Arrays.copyOf(timestamps, size);
      ordinals = Arrays.copyOf(ordinals, size);
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
      for (FieldColumn column : columns) {
        column.values = Arrays.copyOf(column.values, size);
      }
    }
    timestamps[length] = timestampNs;
    ordinals[length] = ordinal;
    starts[length] = textLength;
    ends[length] = textLength;
    return length++;
  }

  /// Gives the last row its line.
  public void line(byte[] from, int offset, int count) {
    int at = reserve(count);
    System.arraycopy(from, offset, text, at, count);
    textLength = at + count;
    ends[length - 1] = textLength;
  }

  /// Room for `count` more bytes of text: their place in [#text()]. Fill it and say so with
  /// [#lineWritten].
  public int reserve(int count) {
    if (textLength + count > text.length) {
      text = Arrays.copyOf(text, Math.max(textLength + count, text.length * 2));
    }
    return textLength;
  }

  /// The last row's line was written to [#text()] from [#reserve]'s place to `end`.
  public void lineWritten(int end) {
    textLength = end;
    ends[length - 1] = end;
  }

  /// Gives the last row a field.
  public void field(String name, String value) {
    column(name).values[length - 1] = value;
  }

  /// Takes the last row back.
  public void removeLast() {
    length--;
    textLength = starts[length];
    for (int c = 0; c < columnCount; c++) {
      columns.get(c).values[length] = null;
    }
  }

  private FieldColumn column(String name) {
    for (int c = 0; c < columnCount; c++) {
      if (columns.get(c).name.equals(name)) {
        return columns.get(c);
      }
    }
    if (columnCount == columns.size()) {
      var added = new FieldColumn();
      added.values = new @Nullable String[timestamps.length];
      columns.add(added);
    }
    FieldColumn column = columns.get(columnCount++);
    column.name = name;
    return column;
  }

  /// Labels of the stream that all rows belong to.
  public Labels stream() {
    return stream;
  }

  public int length() {
    return length;
  }

  /// Epoch nanoseconds.
  public long timestampNs(int row) {
    return timestamps[row];
  }

  /// Orders rows of one stream with equal times, over all batches of one search.
  public long ordinal(int row) {
    return ordinals[row];
  }

  /// The bytes that hold all lines.
  public byte[] text() {
    return text;
  }

  public int lineStart(int row) {
    return starts[row];
  }

  public int lineEnd(int row) {
    return ends[row];
  }

  /// Number of field columns; a row need not have a value in each.
  public int fieldColumns() {
    return columnCount;
  }

  public String fieldName(int column) {
    return columns.get(column).name;
  }

  public @Nullable String fieldValue(int column, int row) {
    return columns.get(column).values[row];
  }
}
