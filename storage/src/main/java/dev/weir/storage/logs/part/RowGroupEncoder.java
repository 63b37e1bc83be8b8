package dev.weir.storage.logs.part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns a [RowGroup] into the sections of its file. Reused. One thread.
final class RowGroupEncoder {
  /// zstd level of all sections: see RATIONALE.
  private static final int LEVEL = 1;

  /// A template with fewer rows is not worth its columns: such lines are stored whole.
  private static final int TEMPLATE_ROWS_MIN = 3;

  private final ByteSink[] plain = new ByteSink[RowGroup.SECTIONS];
  private final ColumnWriter columns = new ColumnWriter();
  private final LongCodec longs = new LongCodec();
  private final ColumnWriter.Slices slices = new ColumnWriter.Slices();
  private final ByteSink fieldHeader = new ByteSink(1 << 10);
  private final ByteSink fieldNumbers = new ByteSink(1 << 10);
  private final ByteSink fieldText = new ByteSink(1 << 10);
  private final int[] templateRows = new int[Templates.COUNT_MAX];
  private final int[] numberOf = new int[Templates.COUNT_MAX];
  private final int[] firstOf = new int[Templates.COUNT_MAX + 1];
  private int[] rowsByTemplate = new int[RowGroup.ROWS];
  private int[] ids = new int[RowGroup.ROWS];

  RowGroupEncoder() {
    for (int i = 0; i < plain.length; i++) {
      plain[i] = new ByteSink(1 << 12);
    }
  }

  /// Appends the sections to `out`, whose first byte will be at `offset` of the file.
  List<Section> encode(RowGroup group, ByteSink out, long offset) {
    for (ByteSink section : plain) {
      section.clear();
    }
    times(group, plain[RowGroup.TIMES]);
    lines(group);
    fields(group, plain[RowGroup.FIELDS]);
    var sections = new ArrayList<Section>(RowGroup.SECTIONS);
    int base = out.length();
    for (ByteSink section : plain) {
      sections.add(Section.write(section, LEVEL, out, offset + (out.length() - base)));
    }
    return sections;
  }

  /// Unit (the largest power of ten that divides all times), then the column.
  private void times(RowGroup group, ByteSink out) {
    int rows = group.rows();
    long[] times = group.times.array();
    long unit = 1_000_000_000;
    for (int row = 0; row < rows; row++) {
      while (times[row] % unit != 0) {
        unit /= 10;
      }
    }
    long[] scaled = new long[rows];
    for (int row = 0; row < rows; row++) {
      scaled[row] = times[row] / unit;
    }
    out.putUnsigned(unit);
    ByteSink planes = fieldNumbers.clear();
    longs.write(scaled, rows, times, 0, false, out, planes);
    out.putBytes(planes.array(), 0, planes.length());
  }

  /// Shapes: the templates used, the template of each row, the columns' headers.
  private void lines(RowGroup group) {
    ByteSink shapes = plain[RowGroup.SHAPES];
    ByteSink numbers = plain[RowGroup.NUMBERS];
    int count = number(group);
    shapes.putUnsigned(count);
    Templates templates = group.templates;
    for (int template = 0; template < templates.count(); template++) {
      if (numberOf[template] >= 0) {
        int start = templates.start(template);
        shapes.putUnsigned(templates.end(template) - start);
        shapes.putBytes(templates.keys.array(), start, templates.end(template) - start);
      }
    }
    LongCodec.indices(ids, group.rows(), LongCodec.width(count - 1L), numbers);
    for (int template = 0; template < templates.count(); template++) {
      if (numberOf[template] >= 0) {
        columns(group, template, numberOf[template]);
      }
    }
  }

  /// Numbers the templates that are used often enough, in order, and the rows' templates by them;
  /// number 0 is that of whole lines. Returns how many there are.
  private int number(RowGroup group) {
    int rows = group.rows();
    int known = group.templates.count();
    Arrays.fill(templateRows, 0, known, 0);
    for (int row = 0; row < rows; row++) {
      templateRows[group.rowTemplates[row]]++;
    }
    int count = 1;
    numberOf[Templates.WHOLE] = 0;
    for (int template = 1; template < known; template++) {
      numberOf[template] = templateRows[template] >= TEMPLATE_ROWS_MIN ? count++ : -1;
    }
    if (ids.length < rows) {
      ids = new int[rows];
      rowsByTemplate = new int[rows];
    }
    Arrays.fill(firstOf, 0, count + 1, 0);
    for (int row = 0; row < rows; row++) {
      ids[row] = Math.max(0, numberOf[group.rowTemplates[row]]);
      firstOf[ids[row] + 1]++;
    }
    for (int i = 0; i < count; i++) {
      firstOf[i + 1] += firstOf[i];
    }
    int[] next = Arrays.copyOf(firstOf, count);
    for (int row = 0; row < rows; row++) {
      rowsByTemplate[next[ids[row]]++] = row;
    }
    return count;
  }

  private void columns(RowGroup group, int template, int number) {
    int from = firstOf[number];
    int to = firstOf[number + 1];
    if (from == to) {
      return;
    }
    byte[] keys = group.templates.keys.array();
    int slot = 0;
    for (int at = group.templates.start(template); at < group.templates.end(template); at++) {
      byte kind = keys[at];
      if ((ByteClass.of(kind) & ByteClass.MARKER) == 0) {
        continue;
      }
      slices.clear(group.text.array());
      for (int i = from; i < to; i++) {
        int row = rowsByTemplate[i];
        if (number == Templates.WHOLE) {
          slices.add(group.lineStart(row), group.lineEnd(row), 0);
        } else {
          int place = group.rowSlots[row] + slot;
          slices.add(group.slotStarts[place], group.slotEnds[place], group.times.get(row));
        }
      }
      columns.write(
          kind, slices, plain[RowGroup.SHAPES], plain[RowGroup.NUMBERS], plain[RowGroup.TEXT]);
      slot++;
    }
  }

  /// Sizes of headers and numbers, then headers, numbers, texts.
  private void fields(RowGroup group, ByteSink out) {
    if (group.fields.isEmpty()) {
      return;
    }
    fieldHeader.clear();
    fieldNumbers.clear();
    fieldText.clear();
    fieldHeader.putUnsigned(group.fields.size());
    for (RowGroup.Field field : group.fields) {
      fieldHeader.putText(field.name);
      fieldHeader.putUnsigned(field.length);
      slices.clear(group.fieldText.array());
      int last = -1;
      for (int i = 0; i < field.length; i++) {
        int row = field.rows[i];
        if (field.length < group.rows()) {
          fieldNumbers.putUnsigned(row - last - 1);
        }
        last = row;
        slices.add(field.starts[i], field.ends[i], group.times.get(row));
      }
      columns.write(Slot.GENERIC, slices, fieldHeader, fieldNumbers, fieldText);
    }
    out.putUnsigned(fieldHeader.length());
    out.putUnsigned(fieldNumbers.length());
    out.putBytes(fieldHeader.array(), 0, fieldHeader.length());
    out.putBytes(fieldNumbers.array(), 0, fieldNumbers.length());
    out.putBytes(fieldText.array(), 0, fieldText.length());
  }
}
