package dev.weir.storage.metrics.chunk;

/// Doubles with all their digits: each XORed with the one before, leading and trailing zeros cut
/// off, after Liakos et al., *Chimp*, VLDB 2022 (itself after Gorilla, VLDB 2015). Mini-blocks
/// start over with a plain value, so that each can be read by itself.
///
/// ```
/// column  = mini-block length varint | table | data
/// table   = per mini-block: size of its bits << 1, bit 0 statistics, varint
///           | first u64 | [statistics: last u64 | min u64 | max u64 | sum u64]
/// value   = 00: equal   01: leading class 3 bits | length-1 6 bits | middle bits
///           10: leading class as before | low bits   11: leading class 3 bits | low bits
/// ```
final class XorValues implements ValueCodec {
  /// Statistics take 40 bytes: mini-blocks of this many samples keep that under 0.02 a sample.
  static final int MIN_BLOCK = 2048;

  /// Shorter mini-blocks are decoded faster than their statistics would be worth.
  private static final int MIN_FOR_STATISTICS = 512;

  private static final int[] LEADING = {0, 8, 12, 16, 18, 20, 22, 24};
  private static final int MIN_TRAILING = 7;
  private static final int MAX_COUNT = ResidualModel.MAX_COUNT;

  private final ChunkBuffer data = new ChunkBuffer();
  private final double[] scratch = new double[MAX_COUNT];
  private final int[] sizes = new int[MAX_COUNT + 1];
  private final long[] firsts = new long[MAX_COUNT + 1];

  @Override
  public int id() {
    return 3;
  }

  @Override
  public boolean encode(double[] values, int from, int to, ChunkBuffer out) {
    int n = to - from;
    int blockLength = IntegerColumnEncoder.blockLength(n, MIN_BLOCK);
    data.clear();
    out.putVarint(blockLength);
    for (int start = from; start < to; start += blockLength) {
      int end = Math.min(to, start + blockLength);
      int before = data.length();
      encodeBlock(values, start, end);
      putEntry(values, start, end, data.length() - before, out);
    }
    out.putBytes(data.array(), 0, data.length());
    return true;
  }

  private void encodeBlock(double[] values, int start, int end) {
    long previous = Double.doubleToRawLongBits(values[start]);
    int leadingClass = 0;
    for (int i = start + 1; i < end; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      long xor = bits ^ previous;
      previous = bits;
      if (xor == 0) {
        data.putBits(0, 2);
        continue;
      }
      int next = leadingClass(xor);
      int trailing = Long.numberOfTrailingZeros(xor);
      if (trailing >= MIN_TRAILING) {
        int length = 64 - LEADING[next] - trailing;
        data.putBits(1 | (next << 2) | ((long) (length - 1) << 5), 11);
        putWide(xor >>> trailing, length);
      } else if (next == leadingClass) {
        data.putBits(2, 2);
        putWide(xor, 64 - LEADING[next]);
      } else {
        data.putBits(3 | (next << 2), 5);
        putWide(xor, 64 - LEADING[next]);
      }
      leadingClass = next;
    }
    data.alignBits();
  }

  private static int leadingClass(long xor) {
    int zeros = Long.numberOfLeadingZeros(xor);
    int c = LEADING.length - 1;
    while (LEADING[c] > zeros) {
      c--;
    }
    return c;
  }

  private void putWide(long bits, int width) {
    if (width <= 32) {
      data.putBits(bits, width);
    } else {
      data.putBits(bits & 0xFFFFFFFFL, 32);
      data.putBits(bits >>> 32, width - 32);
    }
  }

  private static void putEntry(double[] values, int start, int end, int size, ChunkBuffer out) {
    double min = values[start];
    double max = min;
    double sum = 0;
    boolean known = end - start >= MIN_FOR_STATISTICS;
    for (int i = start; i < end; i++) {
      double value = values[i];
      known &= !Double.isNaN(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    out.putVarint(((long) size << 1) | (known ? 1 : 0));
    out.putLong(Double.doubleToRawLongBits(values[start]));
    if (known) {
      out.putLong(Double.doubleToRawLongBits(values[end - 1]));
      out.putLong(Double.doubleToRawLongBits(min));
      out.putLong(Double.doubleToRawLongBits(max));
      out.putLong(Double.doubleToRawLongBits(sum));
    }
  }

  private static int readBlockLength(ChunkInput in) {
    int blockLength = in.readVarint(MAX_COUNT, "mini-block length");
    if (blockLength == 0) {
      throw new ChunkFormatException("mini-block length is 0");
    }
    return blockLength;
  }

  @Override
  public void decode(ChunkInput in, int count, int from, int to, double[] out, int at) {
    int blockLength = readBlockLength(in);
    int blocks = (count + blockLength - 1) / blockLength;
    for (int b = 0; b < blocks; b++) {
      long head = in.readVarint();
      long size = head >>> 1;
      if (size > in.remaining()) {
        throw new ChunkFormatException("mini-block longer than the chunk: " + size);
      }
      sizes[b] = (int) size;
      firsts[b] = in.readLong();
      if ((head & 1) != 0) {
        in.position(in.position() + 32);
      }
    }
    int offset = in.position();
    for (int b = 0; b < blocks && b * blockLength < to; b++) {
      int start = b * blockLength;
      int end = Math.min(count, start + blockLength);
      in.position(offset + sizes[b]);
      if (end > from) {
        int first = Math.max(start, from);
        int last = Math.min(end, to);
        decodeBlock(in.array(), offset, last - start, firsts[b]);
        System.arraycopy(scratch, first - start, out, at + first - from, last - first);
      }
      offset += sizes[b];
    }
  }

  /// Decodes the first `n` values of a mini-block into `scratch`.
  private void decodeBlock(byte[] bytes, int offset, int n, long first) {
    long bit = (long) offset << 3;
    long value = first;
    int leading = LEADING[0];
    scratch[0] = Double.longBitsToDouble(value);
    for (int i = 1; i < n; i++) {
      int head = (int) (ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7));
      int kind = head & 3;
      if (kind == 0) {
        bit += 2;
      } else if (kind == 1) {
        leading = LEADING[(head >>> 2) & 7];
        int length = ((head >>> 5) & 63) + 1;
        long middle = wide(bytes, bit + 11, length);
        value ^= middle << Math.max(0, 64 - leading - length);
        bit += 11 + length;
      } else {
        bit += 2;
        if (kind == 3) {
          leading = LEADING[(head >>> 2) & 7];
          bit += 3;
        }
        value ^= wide(bytes, bit, 64 - leading);
        bit += 64 - leading;
      }
      scratch[i] = Double.longBitsToDouble(value);
    }
  }

  /// Up to 64 bits.
  private static long wide(byte[] bytes, long bit, int width) {
    long word = ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7);
    if (width <= ChunkBuffer.MAX_BITS) {
      return word & ((1L << width) - 1);
    }
    long low = word & 0xFFFFFFFFL;
    long high = ChunkInput.word(bytes, (int) ((bit + 32) >>> 3)) >>> (bit & 7);
    return low | ((high & ((1L << (width - 32)) - 1)) << 32);
  }

  @Override
  public void statistics(ChunkInput in, int count, StatisticsVisitor visitor) {
    int blockLength = readBlockLength(in);
    for (int start = 0; start < count; start += blockLength) {
      int end = Math.min(count, start + blockLength);
      long head = in.readVarint();
      double first = Double.longBitsToDouble(in.readLong());
      if ((head & 1) == 0) {
        visitor.unknown(start, end);
        continue;
      }
      double last = Double.longBitsToDouble(in.readLong());
      double min = Double.longBitsToDouble(in.readLong());
      double max = Double.longBitsToDouble(in.readLong());
      double sum = Double.longBitsToDouble(in.readLong());
      visitor.known(start, end, min, max, sum, first, last);
    }
  }
}
