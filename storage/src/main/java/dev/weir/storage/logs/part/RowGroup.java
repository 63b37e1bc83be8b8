package dev.weir.storage.logs.part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of a row group while it is filled: copies of times, lines and fields. Reused. One
/// thread.
final class RowGroup {
  /// Most rows of a group, and with [#TEXT_BYTES] its bound.
  static final int ROWS_MAX = (1 << 16) - 1;

  /// Rows at which a group is full.
  static final int ROWS = 16 * 1024;

  /// Bytes of lines and fields at which a group is full; the row that passes it still belongs to
  /// it.
  static final int TEXT_BYTES = 4 << 20;

  /// Bytes readable behind every slice of the texts.
  private static final int SLACK_BYTES = 8;

  static final int TIMES = 0;
  static final int SHAPES = 1;
  static final int NUMBERS = 2;
  static final int TEXT = 3;
  static final int FIELDS = 4;

  /// Number of sections that a group has in the file.
  static final int SECTIONS = 5;

  /// Fields of one name: which rows have it, and where the values lie in [#fieldText].
  static final class Field {
    final String name;
    int length;
    int[] rows = new int[64];
    int[] starts = new int[64];
    int[] ends = new int[64];

    Field(String name) {
      this.name = name;
    }

    void add(int row, int start, int end) {
      if (length > 0 && rows[length - 1] == row) {
        length--; // the later one of equal names wins
      }
      if (length == rows.length) {
        rows = Arrays.copyOf(rows, length * 2);
        starts = Arrays.copyOf(starts, length * 2);
        ends = Arrays.copyOf(ends, length * 2);
      }
      rows[length] = row;
      starts[length] = start;
      ends[length++] = end;
    }
  }

  final LineSplitter splitter = new LineSplitter();
  final Templates templates = new Templates();

  /// Template of each row, and where its slots begin in [#slotStarts] and [#slotEnds].
  int[] rowTemplates = new int[ROWS];

  int[] rowSlots = new int[ROWS];
  int[] slotStarts = new int[1 << 14];
  int[] slotEnds = new int[1 << 14];
  private int slots;
  final LongColumn times = new LongColumn(ROWS);
  final ByteSink text = new ByteSink(1 << 20);
  final ByteSink fieldText = new ByteSink(1 << 12);
  int[] lineEnds = new int[ROWS];
  final List<Field> fields = new ArrayList<>();
  private final Map<String, Field> fieldsByName = new HashMap<>();
  private int rows;

  void clear() {
    rows = 0;
    slots = 0;
    templates.clear();
    times.clear();
    text.clear();
    fieldText.clear();
    fields.clear();
    fieldsByName.clear();
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows >= ROWS || (long) text.length() + fieldText.length() >= TEXT_BYTES;
  }

  void add(RowCursor row) {
    times.add(row.timestampNs());
    int from = text.length();
    text.putBytes(row.bytes(), row.lineOffset(), row.lineLength());
    text.reserve(SLACK_BYTES);
    lineEnds[rows] = text.length();
    split(from, text.length());
    for (int i = 0; i < row.fields(); i++) {
      int start = fieldText.length();
      fieldText.putBytes(row.bytes(), row.fieldOffset(i), row.fieldLength(i));
      fieldText.reserve(SLACK_BYTES);
      field(row.fieldName(i)).add(rows, start, fieldText.length());
    }
    rows++;
  }

  private void split(int from, int to) {
    int template = splitter.split(text.array(), from, to) ? templates.find(splitter) : -1;
    if (template < 0) {
      template = Templates.WHOLE;
      splitter.whole(from, to);
    }
    rowTemplates[rows] = template;
    rowSlots[rows] = slots;
    int count = splitter.slots;
    if (slots + count > slotStarts.length) {
      int size = Math.max(slots + count, 2 * slots);
      slotStarts = Arrays.copyOf(slotStarts, size);
      slotEnds = Arrays.copyOf(slotEnds, size);
    }
    System.arraycopy(splitter.starts, 0, slotStarts, slots, count);
    System.arraycopy(splitter.ends, 0, slotEnds, slots, count);
    slots += count;
  }

  private Field field(String name) {
    Field known = fieldsByName.get(name);
    if (known == null) {
      known = new Field(name);
      fieldsByName.put(name, known);
      fields.add(known);
    }
    return known;
  }

  int lineStart(int row) {
    return row == 0 ? 0 : lineEnds[row - 1];
  }

  int lineEnd(int row) {
    return lineEnds[row];
  }
}
