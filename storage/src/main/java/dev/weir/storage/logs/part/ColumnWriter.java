package dev.weir.storage.logs.part;

import java.util.Arrays;

/// Writes one column of values that are slices of a text: finds what they all are (numbers of some
/// format, else text), and encodes accordingly. Reused. One thread.
final class ColumnWriter {
  private static final int DISTINCT_MAX = 1 << 12;
  private static final int TABLE = 4 * DISTINCT_MAX;

  private final LongCodec longs = new LongCodec();
  private long[] values = new long[1024];
  private final int[] table = new int[TABLE]; // index + 1 into distinctStarts; 0: free
  private final int[] distinctStarts = new int[DISTINCT_MAX];
  private final int[] distinctEnds = new int[DISTINCT_MAX];
  private int[] indices = new int[1024];

  /// The column to be written: `length` slices of `text` and the times of their rows.
  static final class Slices {
    byte[] text = new byte[0];
    int[] starts = new int[1024];
    int[] ends = new int[1024];
    long[] times = new long[1024];
    int length;

    Slices clear(byte[] newText) {
      text = newText;
      length = 0;
      return this;
    }

    void add(int start, int end, long timeNs) {
      if (length == starts.length) {
        starts = Arrays.copyOf(starts, length * 2);
        ends = Arrays.copyOf(ends, length * 2);
        times = Arrays.copyOf(times, length * 2);
      }
      starts[length] = start;
      ends[length] = end;
      times[length++] = timeNs;
    }
  }

  /// Writes `column`, whose slices the splitter found to be of kind `slot`. `text` is readable
  /// seven bytes beyond each slice.
  void write(int slot, Slices column, ByteSink header, ByteSink numbers, ByteSink text) {
    if (values.length < column.length) {
      values = new long[column.starts.length];
      indices = new int[column.starts.length];
    }
    int format = format(slot, column);
    if (format == ValueFormat.TEXT) {
      header.put(format);
      text(column, header, numbers, text);
      return;
    }
    header.put(format);
    int digits = column.ends[0] - column.starts[0];
    if (ValueFormat.isFixed(format)) {
      header.put(digits);
    }
    for (int i = 0; i < column.length; i++) {
      values[i] = ValueFormat.parse(format, column.text, column.starts[i], column.ends[i]);
    }
    boolean isClock = Slot.isClock(slot);
    long unit = isClock ? Slot.clockUnitNs(slot) : epochUnit(format, column);
    longs.write(values, column.length, column.times, unit, isClock, header, numbers);
  }

  private static long epochUnit(int format, Slices column) {
    if (format > ValueFormat.DECIMAL_FIXED || column.text[column.starts[0]] != '1') {
      return 0;
    }
    return switch (column.ends[0] - column.starts[0]) {
      case 10 -> 1_000_000_000;
      case 13 -> 1_000_000;
      case 16 -> 1_000;
      default -> 0;
    };
  }

  private static int format(int slot, Slices column) {
    return switch (slot) {
      case Slot.GENERIC -> sniff(column);
      case Slot.IPV4 -> ValueFormat.IPV4;
      case Slot.WHOLE -> ValueFormat.TEXT;
      default -> slot + ValueFormat.CLOCKS;
    };
  }

  /// What all values are.
  private static int sniff(Slices column) {
    byte[] text = column.text;
    int all = ByteClass.DIGIT | ByteClass.HEX_LOWER | ByteClass.HEX_UPPER;
    boolean zeros = false;
    int length = column.ends[0] - column.starts[0];
    boolean sameLength = true;
    int longest = 0;
    for (int i = 0; i < column.length && all != 0; i++) {
      int start = column.starts[i];
      int end = column.ends[i];
      for (int at = start; at < end; at++) {
        all &= ByteClass.of(text[at]);
      }
      if (end == start) {
        return ValueFormat.TEXT;
      }
      zeros |= text[start] == '0' && end - start > 1;
      sameLength &= end - start == length;
      longest = Math.max(longest, end - start);
    }
    if ((all & ByteClass.DIGIT) != 0 && longest <= ValueFormat.DECIMAL_DIGITS_MAX) {
      if (!zeros) {
        return ValueFormat.DECIMAL;
      }
      return sameLength ? ValueFormat.DECIMAL_FIXED : ValueFormat.TEXT;
    }
    if (all == 0 || !sameLength || longest > ValueFormat.HEX_DIGITS_MAX) {
      return ValueFormat.TEXT;
    }
    return (all & ByteClass.HEX_LOWER) != 0 ? ValueFormat.HEX_LOWER : ValueFormat.HEX_UPPER;
  }

  /// Number of entries of a dictionary and then these, or 0 and all values.
  private void text(Slices column, ByteSink header, ByteSink numbers, ByteSink text) {
    int found = distinct(column);
    header.putUnsigned(found);
    if (found == 0) {
      values(column.text, column.starts, column.ends, column.length, header, numbers, text);
      return;
    }
    values(column.text, distinctStarts, distinctEnds, found, header, numbers, text);
    LongCodec.indices(indices, column.length, LongCodec.width(found - 1L), numbers);
  }

  private void values(
      byte[] from,
      int[] starts,
      int[] ends,
      int n,
      ByteSink header,
      ByteSink numbers,
      ByteSink text) {
    for (int i = 0; i < n; i++) {
      values[i] = (long) ends[i] - starts[i];
      text.putBytes(from, starts[i], ends[i] - starts[i]);
    }
    longs.write(values, n, values, 0, false, header, numbers);
  }

  /// Collects the distinct values and each one's index; 0 when they are too many to be worth it.
  private int distinct(Slices column) {
    int limit = Math.min(DISTINCT_MAX, (column.length + 1) / 2);
    Arrays.fill(table, 0);
    byte[] text = column.text;
    int found = 0;
    for (int i = 0; i < column.length; i++) {
      int start = column.starts[i];
      int end = column.ends[i];
      int slot = LineSplitter.hash(text, start, end - start) & (TABLE - 1);
      while (table[slot] != 0) {
        int known = table[slot] - 1;
        if (Arrays.equals(text, start, end, text, distinctStarts[known], distinctEnds[known])) {
          break;
        }
        slot = (slot + 1) & (TABLE - 1);
      }
      if (table[slot] == 0) {
        if (found == limit) {
          return 0;
        }
        distinctStarts[found] = start;
        distinctEnds[found++] = end;
        table[slot] = found;
      }
      indices[i] = table[slot] - 1;
    }
    return found;
  }
}
