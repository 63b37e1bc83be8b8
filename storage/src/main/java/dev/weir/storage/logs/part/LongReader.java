package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;

/// A column of longs as [LongCodec] writes it. Immutable, any thread; indices out of range throw
/// `IndexOutOfBoundsException`.
final class LongReader {
  private final byte[] bytes;
  private final int encoding;
  private final int width;
  private final int planes;
  private final int n;
  private final long base;
  private final long unitNs;
  private final long[] numbers; // of a dictionary or of sums; empty for the others

  /// Reads the header from `header` and takes the planes from `data`, for `n` values.
  LongReader(ByteReader header, ByteReader data, int n) {
    int first = header.unsignedByte();
    encoding = first & 15;
    width = first >>> 4;
    if (width > 8 || encoding > LongCodec.EPOCH) {
      throw new CorruptDataException("unknown column of numbers: " + first);
    }
    this.n = encoding == LongCodec.DELTA ? Math.max(0, n - 1) : n;
    bytes = data.array();
    boolean isTime = encoding == LongCodec.CLOCK || encoding == LongCodec.EPOCH;
    unitNs = isTime ? header.unsigned() : 1;
    if (unitNs <= 0 || unitNs > LongCodec.NS_PER_DAY) {
      throw new CorruptDataException("no unit of time: " + unitNs);
    }
    if (encoding == LongCodec.DICTIONARY) {
      numbers = dictionary(header, data);
      base = 0;
      planes = plane(data);
      return;
    }
    long start = encoding == LongCodec.DELTA ? header.signed() : 0;
    base = header.signed();
    planes = plane(data);
    numbers = encoding == LongCodec.DELTA ? sums(start, n) : new long[0];
  }

  /// All of a column whose planes follow its header.
  static long[] readAll(ByteReader in, int n) {
    // The header is read twice: the planes begin where it ends.
    var end = new ByteReader(in.array(), in.position(), in.remaining());
    skipHeader(end);
    var planes = new ByteReader(in.array(), end.position(), end.remaining());
    var column = new LongReader(in, planes, n);
    if (planes.remaining() != 0) {
      throw new CorruptDataException("bytes after the column: " + planes.remaining());
    }
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = column.get(i, 0);
    }
    return values;
  }

  private static void skipHeader(ByteReader in) {
    switch (in.unsignedByte() & 15) {
      case LongCodec.DICTIONARY -> {
        in.unsigned();
        skipHeader(in);
      }
      case LongCodec.OFFSET -> in.unsigned();
      default -> {
        in.unsigned();
        in.unsigned();
      }
    }
  }

  private static long[] dictionary(ByteReader header, ByteReader data) {
    int count = header.count("dictionary", LongCodec.DICTIONARY_MAX);
    var entries = new LongReader(header, data, count);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = entries.get(i, 0);
    }
    return values;
  }

  private int plane(ByteReader data) {
    int at = data.position();
    data.skip(Math.multiplyExact(n, width));
    return at;
  }

  private long[] sums(long start, int count) {
    long[] sums = new long[count];
    long sum = start;
    for (int i = 0; i < count; i++) {
      sums[i] = sum;
      if (i < n) {
        sum += base + raw(i);
      }
    }
    return sums;
  }

  private long raw(int index) {
    int at = planes + index;
    return switch (width) {
      case 0 -> 0;
      case 1 -> bytes[at] & 0xff;
      case 2 -> (bytes[at] & 0xff) | (bytes[at + n] & 0xff) << 8;
      default -> rawWide(at);
    };
  }

  private long rawWide(int at) {
    long value = 0;
    for (int plane = 0; plane < width; plane++) {
      value |= (bytes[at + plane * n] & 0xffL) << (8 * plane);
    }
    return value;
  }

  /// Value `index`, whose row has the time `timeNs`.
  long get(int index, long timeNs) {
    return switch (encoding) {
      case LongCodec.OFFSET -> base + raw(index);
      case LongCodec.DELTA -> numbers[index];
      case LongCodec.DICTIONARY -> numbers[(int) raw(index)];
      case LongCodec.CLOCK ->
          Math.floorMod(
              Math.floorDiv(timeNs, unitNs) + base + raw(index), LongCodec.NS_PER_DAY / unitNs);
      default -> Math.floorDiv(timeNs, unitNs) + base + raw(index);
    };
  }

  /// True when values cannot be read without times.
  boolean needsTime() {
    return encoding == LongCodec.CLOCK || encoding == LongCodec.EPOCH;
  }
}
