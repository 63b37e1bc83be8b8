package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.logs.LineFilter;
import java.util.List;

/// The lines of a row group being read: templates and columns, ready to be put together row by row.
/// Immutable, any thread.
final class GroupLines {
  /// A template: the `key` and the places of its slots, each with its column.
  private static final class Template {
    final byte[] key;
    final int[] slots;
    final ColumnReader[] columns;

    Template(byte[] key, int[] slots, ColumnReader[] columns) {
      this.key = key;
      this.slots = slots;
      this.columns = columns;
    }
  }

  private final Template[] templates;
  private final short[] templateOf; // by row
  private final short[] rankOf; // by row: which of its template's rows it is
  private final boolean needsTimes;

  GroupLines(byte[] shapes, byte[] numbers, byte[] text, int rows) {
    var in = new ByteReader(shapes, 0, shapes.length);
    var numbersIn = new ByteReader(numbers, 0, numbers.length);
    var textIn = new ByteReader(text, 0, text.length);
    int count = in.count("templates", Templates.COUNT_MAX);
    byte[][] keys = new byte[count][];
    for (int i = 0; i < count; i++) {
      keys[i] = new byte[in.length("template")];
      System.arraycopy(in.array(), in.position(), keys[i], 0, keys[i].length);
      in.skip(keys[i].length);
    }
    templateOf = new short[rows];
    rankOf = new short[rows];
    int[] rowsOf = ranks(numbersIn, count, rows);
    templates = new Template[count];
    boolean times = false;
    for (int i = 0; i < count; i++) {
      int[] slots = slots(keys[i]);
      var columns = new ColumnReader[rowsOf[i] == 0 ? 0 : slots.length];
      for (int c = 0; c < columns.length; c++) {
        columns[c] = new ColumnReader(in, numbersIn, textIn, rowsOf[i]);
        times |= columns[c].needsTime();
      }
      templates[i] = new Template(keys[i], slots, columns);
    }
    needsTimes = times;
    if (in.remaining() != 0 || numbersIn.remaining() != 0 || textIn.remaining() != 0) {
      throw new CorruptDataException("bytes after the last column: " + in.remaining());
    }
  }

  private int[] ranks(ByteReader numbers, int count, int rows) {
    int width = LongCodec.width(count - 1L);
    int at = numbers.position();
    numbers.skip(Math.multiplyExact(rows, width));
    int[] rowsOf = new int[count];
    byte[] bytes = numbers.array();
    for (int row = 0; row < rows; row++) {
      int template = 0;
      for (int plane = 0; plane < width; plane++) {
        template |= (bytes[at + plane * rows + row] & 0xff) << (8 * plane);
      }
      if (template >= count) {
        throw new CorruptDataException("no such template: " + template + " of " + count);
      }
      templateOf[row] = (short) template;
      rankOf[row] = (short) rowsOf[template]++;
    }
    return rowsOf;
  }

  private static int[] slots(byte[] key) {
    int count = 0;
    for (byte b : key) {
      count += (ByteClass.of(b) & ByteClass.MARKER) != 0 ? 1 : 0;
    }
    int[] slots = new int[count];
    int next = 0;
    for (int i = 0; i < key.length; i++) {
      if ((ByteClass.of(key[i]) & ByteClass.MARKER) != 0) {
        slots[next++] = i;
      }
    }
    return slots;
  }

  /// True when lines cannot be put together without the rows' times.
  boolean needsTimes() {
    return needsTimes;
  }

  /// Number of the row's template.
  int template(int row) {
    return templateOf[row] & 0xffff;
  }

  /// What can be said of each template's lines under `filters`, see [TemplateVerdicts].
  byte[] verdicts(List<LineFilter> filters) {
    byte[] verdicts = new byte[templates.length];
    for (int i = 0; i < verdicts.length; i++) {
      ColumnReader[] columns = templates[i].columns;
      if (columns.length == templates[i].slots.length) { // else no row has it
        var slots = new TemplateVerdicts.Characters[columns.length];
        for (int c = 0; c < slots.length; c++) {
          slots[c] = columns[c]::has;
        }
        verdicts[i] = new TemplateVerdicts(templates[i].key, slots).of(filters);
      }
    }
    return verdicts;
  }

  /// Appends the line of `row`, whose time is `timeNs`, to `out`.
  void append(int row, long timeNs, LineText out) {
    Template template = templates[templateOf[row]];
    int rank = rankOf[row] & 0xffff;
    byte[] key = template.key;
    int[] slots = template.slots;
    ColumnReader[] columns = template.columns;
    out.reserve(key.length + slots.length * ValueFormat.NUMBER_BYTES_MAX);
    int from = 0;
    for (int i = 0; i < slots.length; i++) {
      literal(key, from, slots[i], out);
      columns[i].append(rank, timeNs, out);
      from = slots[i] + 1;
    }
    literal(key, from, key.length, out);
    out.endLine();
  }

  private static void literal(byte[] key, int from, int to, LineText out) {
    int length = to - from;
    out.reserve(length + ValueFormat.NUMBER_BYTES_MAX);
    byte[] into = out.bytes;
    int at = out.length;
    if (length > 16) {
      System.arraycopy(key, from, into, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        into[at + i] = key[from + i];
      }
    }
    out.length = at + length;
  }
}
