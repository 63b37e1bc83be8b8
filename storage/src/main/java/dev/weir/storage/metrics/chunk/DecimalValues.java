package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// Values that are decimal numbers of few digits: integers `m` and one exponent `e` such that every
/// value is exactly the double nearest to `m / 10^e`, after Afroozeh et al., *ALP: Adaptive
/// Lossless floating-Point Compression*, SIGMOD 2024. Integers are the case `e = 0`. What does not
/// fit (NaN, negative zero, infinities, a value with more digits) is an exception, kept beside the
/// column.
///
/// Unlike ALP the value is `m` divided by a power of ten, not multiplied by its inverse: both
/// operands are exact, so the quotient is correctly rounded and is the very double that the decimal
/// text stands for. The division is pipelined and costs less than the memory it reads.
///
/// ```
/// column     = exponent u8 (bit 7: exceptions) | first signed | unit varint | [exceptions]
///              | integer column of (m - first) / unit
/// exceptions = count varint | per exception: positions since the one before varint | bits u64
/// ```
final class DecimalValues implements ValueCodec {
  private static final int EXCEPTIONS = 0x80;
  private static final int MAX_EXPONENT = 18;
  private static final long MAX_MANTISSA = 1L << 53;
  private static final int SAMPLES = 32;

  /// Shorter columns are decoded faster than their statistics would be worth.
  private static final int MIN_FOR_STATISTICS = 64;

  private static final double[] POWERS = powers();

  private final IntegerColumnEncoder encoder = new IntegerColumnEncoder();
  private final IntegerColumnDecoder decoder = new IntegerColumnDecoder();
  private final long[] numbers = new long[ResidualModel.MAX_COUNT];
  private final long[] scratch = new long[ResidualModel.MAX_COUNT];
  private int[] positions = new int[64];
  private long[] bits = new long[64];
  private int exceptions;

  private static double[] powers() {
    var powers = new double[MAX_EXPONENT + 1];
    for (int e = 0; e <= MAX_EXPONENT; e++) {
      powers[e] = Double.parseDouble("1e" + e);
    }
    return powers;
  }

  @Override
  public int id() {
    return 2;
  }

  @Override
  public boolean encode(double[] values, int from, int to, ChunkBuffer out) {
    int exponent = sampledExponent(values, from, to);
    if (exponent < 0) {
      return false;
    }
    int most = 1 + (to - from) / 32;
    if (!scale(values, from, to, exponent, most)) {
      exponent = widestExponent(values, from, to, exponent);
      most = 1 + (to - from) / 8;
      if (!scale(values, from, to, exponent, most)) {
        return false;
      }
    }
    int n = to - from;
    long first = numbers[0];
    for (int i = 0; i < n; i++) {
      numbers[i] -= first;
    }
    long unit = Units.divide(numbers, n);
    int before = out.length();
    out.putByte(exponent | (exceptions > 0 ? EXCEPTIONS : 0));
    out.putSigned(first);
    out.putVarint(unit);
    if (exceptions > 0) {
      putExceptions(out);
    }
    if (!encoder.encode(numbers, n, n >= MIN_FOR_STATISTICS, out)) {
      out.setLength(before);
      return false;
    }
    return true;
  }

  /// The smallest exponent that fits each of some values spread over the chunk; -1 when fewer than
  /// three quarters of them are decimal.
  private static int sampledExponent(double[] values, int from, int to) {
    int n = to - from;
    int samples = Math.min(n, SAMPLES);
    int exponent = 0;
    int strange = 0;
    for (int s = 0; s < samples; s++) {
      int e = smallestExponent(values[from + (int) ((long) n * s / samples)], exponent);
      if (e < 0) {
        strange++;
      } else {
        exponent = Math.max(exponent, e);
      }
    }
    return strange * 4 > samples ? -1 : exponent;
  }

  /// As a second attempt, over all values.
  private static int widestExponent(double[] values, int from, int to, int least) {
    int exponent = least;
    for (int i = from; i < to; i++) {
      exponent = Math.max(exponent, smallestExponent(values[i], exponent));
    }
    return exponent;
  }

  private static int smallestExponent(double value, int least) {
    for (int e = least; e <= MAX_EXPONENT; e++) {
      double scaled = Math.rint(value * POWERS[e]);
      if (!(Math.abs(scaled) <= MAX_MANTISSA)) {
        return -1;
      }
      if (same(scaled / POWERS[e], value)) {
        return e;
      }
    }
    return -1;
  }

  private static boolean same(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  /// Fills `numbers` and the exceptions; false when there are more than `most`.
  private boolean scale(double[] values, int from, int to, int exponent, int most) {
    double power = POWERS[exponent];
    exceptions = 0;
    long previous = 0;
    int firstGood = -1;
    for (int i = from; i < to; i++) {
      double value = values[i];
      double scaled = Math.rint(value * power);
      long number = (long) scaled;
      if (Math.abs(scaled) <= MAX_MANTISSA && same((double) number / power, value)) {
        previous = number;
        if (firstGood < 0) {
          firstGood = i - from;
        }
      } else {
        if (exceptions == most) {
          return false;
        }
        addException(i - from, Double.doubleToRawLongBits(value));
      }
      numbers[i - from] = previous;
    }
    for (int i = 0; i < firstGood; i++) {
      numbers[i] = numbers[firstGood];
    }
    return true;
  }

  private void addException(int position, long valueBits) {
    if (exceptions == positions.length) {
      positions = Arrays.copyOf(positions, exceptions * 2);
      bits = Arrays.copyOf(bits, exceptions * 2);
    }
    positions[exceptions] = position;
    bits[exceptions++] = valueBits;
  }

  private void putExceptions(ChunkBuffer out) {
    out.putVarint(exceptions);
    int previous = 0;
    for (int i = 0; i < exceptions; i++) {
      out.putVarint(positions[i] - previous);
      out.putLong(bits[i]);
      previous = positions[i];
    }
  }

  private void readExceptions(ChunkInput in, int count) {
    int n = in.readVarint(count, "exceptions");
    exceptions = 0;
    int position = 0;
    for (int i = 0; i < n; i++) {
      position += in.readVarint(count - 1 - position, "exception position");
      addException(position, in.readLong());
    }
  }

  @Override
  public void decode(ChunkInput in, int count, int from, int to, double[] out, int at) {
    int head = in.readByte();
    double power = power(head);
    long first = in.readSigned();
    long unit = in.readVarint();
    exceptions = 0;
    if ((head & EXCEPTIONS) != 0) {
      readExceptions(in, count);
    }
    decoder.open(in, count);
    long[] decoded = numbers;
    decoder.decode(from, to, scratch, decoded, 0);
    int n = to - from;
    if (unit == 1 && power == 1) {
      for (int i = 0; i < n; i++) {
        out[at + i] = (double) (first + decoded[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[at + i] = (double) (first + unit * decoded[i]) / power;
      }
    }
    for (int i = 0; i < exceptions; i++) {
      if (positions[i] >= from && positions[i] < to) {
        out[at + positions[i] - from] = Double.longBitsToDouble(bits[i]);
      }
    }
  }

  private static double power(int head) {
    int exponent = head & ~EXCEPTIONS;
    if (exponent > MAX_EXPONENT) {
      throw new ChunkFormatException("exponent out of range: " + exponent);
    }
    return POWERS[exponent];
  }

  @Override
  public void statistics(ChunkInput in, int count, StatisticsVisitor visitor) {
    int head = in.readByte();
    double power = power(head);
    long first = in.readSigned();
    long unit = in.readVarint();
    exceptions = 0;
    if ((head & EXCEPTIONS) != 0) {
      readExceptions(in, count);
    }
    decoder.open(in, count);
    int exception = 0;
    for (int b = 0; b < decoder.blocks(); b++) {
      int start = b * decoder.blockLength();
      int end = start + decoder.length(b);
      boolean strange = !decoder.hasStatistics();
      while (exception < exceptions && positions[exception] < end) {
        exception++;
        strange = true;
      }
      if (strange) {
        visitor.unknown(start, end);
        continue;
      }
      double sum = (double) (first * (end - start) + unit * decoder.sum(b)) / power;
      visitor.known(
          start,
          end,
          (double) (first + unit * decoder.min(b)) / power,
          (double) (first + unit * decoder.max(b)) / power,
          sum,
          (double) (first + unit * decoder.first(b)) / power,
          (double) (first + unit * decoder.last(b)) / power);
    }
  }
}
