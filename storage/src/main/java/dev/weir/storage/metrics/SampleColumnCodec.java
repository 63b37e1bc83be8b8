package dev.weir.storage.metrics;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.VarInt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The three columns of a section of a [SamplesRecord]. Static loops over arrays, a few nanoseconds
/// a sample, without branches that depend on the values.
///
/// Series ids are zigzag deltas: samples arrive in the order of earlier batches, so most are small.
/// Timestamps are runs of equal deltas, which makes one run of a scrape (delta 0) and one of a
/// regular series (its interval). Values are the leading bytes of the big-endian double, as many as
/// it takes until only zeros follow, half a byte each saying how many: an integer of up to 20 bits
/// takes four, a zero none, and any bit pattern at most eight. Scaled decimals were considered:
/// they would save four bytes for a `12.34`, in a file that lives for minutes, and cost a division.
final class SampleColumnCodec {
  private static final VarHandle BIG_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// For each number of leading bytes, the bits they hold.
  private static final long[] LEADING_BYTES = new long[16];

  static {
    for (int i = 1; i <= 8; i++) {
      LEADING_BYTES[i] = -1L << (64 - 8 * i);
    }
  }

  private SampleColumnCodec() {}

  /// Bytes that [#putSeries] may touch.
  static int maxSeriesBytes(int count) {
    return count * 5; // the zigzag delta of two ints has 33 bits
  }

  static int putSeries(byte[] into, int start, int[] series, int count) {
    int at = start;
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int id = series[i];
      at = VarInt.putUnsigned(into, at, VarInt.zigzag((long) id - previous));
      previous = id;
    }
    return at;
  }

  static void takeSeries(ByteReader in, int seriesCount, int[] into, int count) {
    byte[] bytes = in.array();
    int limit = in.limit();
    int at = in.position();
    long id = 0;
    long outside = 0; // negative once an id was below 0 or not below seriesCount
    for (int i = 0; i < count; i++) {
      if (at < limit && bytes[at] >= 0) {
        id += VarInt.unzigzag(bytes[at++]);
      } else {
        in.position(at);
        id += in.signed();
        at = in.position();
      }
      outside |= id | (seriesCount - 1L - id);
      into[i] = (int) id;
    }
    in.position(at);
    if (outside < 0) {
      throw new CorruptDataException("unknown series id, have " + seriesCount + " series");
    }
  }

  /// Bytes that [#putTimestamps] may touch: known only by counting the runs.
  static int maxTimestampBytes(long[] timestamps, int count) {
    int runs = 2;
    for (int i = 2; i < count; i++) {
      if (timestamps[i] - timestamps[i - 1] != timestamps[i - 1] - timestamps[i - 2]) {
        runs++;
      }
    }
    return runs * (VarInt.MAX_BYTES + 5);
  }

  static int putTimestamps(byte[] into, int start, long[] timestamps, int count) {
    int at = start;
    long previous = 0;
    int i = 0;
    while (i < count) {
      long delta = timestamps[i] - previous;
      int first = i;
      do {
        previous = timestamps[i++];
      } while (i < count && timestamps[i] - previous == delta);
      at = VarInt.putSigned(into, at, delta);
      at = VarInt.putUnsigned(into, at, i - first);
    }
    return at;
  }

  static void takeTimestamps(ByteReader in, long[] into, int count) {
    long timestamp = 0;
    int i = 0;
    while (i < count) {
      long delta = in.signed();
      int run = in.count("run of timestamps", count - i);
      if (run == 0) {
        throw new CorruptDataException("empty run of timestamps at byte " + in.position());
      }
      int end = i + run;
      for (; i < end; i++) {
        timestamp += delta;
        into[i] = timestamp;
      }
    }
  }

  /// Bytes that [#putValues] may touch.
  static int maxValueBytes(int count) {
    return (count + 1) / 2 + count * 8 + 8; // a whole long is written, whatever of it counts
  }

  static int putValues(byte[] into, int start, double[] values, int count) {
    int tagAt = start;
    int at = start + (count + 1) / 2;
    int even = count & ~1;
    for (int i = 0; i < even; i += 2) {
      long first = Double.doubleToRawLongBits(values[i]);
      int firstBytes = leadingBytes(first);
      BIG_ENDIAN_LONG.set(into, at, first);
      at += firstBytes;
      long second = Double.doubleToRawLongBits(values[i + 1]);
      int secondBytes = leadingBytes(second);
      BIG_ENDIAN_LONG.set(into, at, second);
      at += secondBytes;
      into[tagAt++] = (byte) (firstBytes | (secondBytes << 4));
    }
    if (even < count) {
      long last = Double.doubleToRawLongBits(values[even]);
      BIG_ENDIAN_LONG.set(into, at, last);
      into[tagAt] = (byte) leadingBytes(last);
      at += leadingBytes(last);
    }
    return at;
  }

  private static int leadingBytes(long bits) {
    return 8 - (Long.numberOfTrailingZeros(bits) >>> 3); // 64 zeros make 0
  }

  static void takeValues(ByteReader in, double[] into, int count) {
    byte[] bytes = in.array();
    int tagAt = in.position();
    in.skip((count + 1) / 2);
    int limit = in.limit();
    int at = in.position();
    int longestTag = 0;
    int i = 0;
    for (; i < count && at + 8 <= limit; i++) {
      int length = (bytes[tagAt + (i >> 1)] >>> ((i & 1) << 2)) & 15;
      longestTag = Math.max(longestTag, length);
      into[i] =
          Double.longBitsToDouble((long) BIG_ENDIAN_LONG.get(bytes, at) & LEADING_BYTES[length]);
      at += length;
    }
    for (; i < count; i++) {
      int length = (bytes[tagAt + (i >> 1)] >>> ((i & 1) << 2)) & 15;
      longestTag = Math.max(longestTag, length);
      if (length > limit - at) {
        throw new CorruptDataException("values cut off at byte " + at);
      }
      into[i] = Double.longBitsToDouble(leadingBytes(bytes, at, length));
      at += length;
    }
    if (longestTag > 8) {
      throw new CorruptDataException("value too long: " + longestTag + " bytes, limit 8");
    }
    in.position(at);
  }

  private static long leadingBytes(byte[] bytes, int at, int length) {
    long bits = 0;
    for (int i = 0; i < Math.min(length, 8); i++) {
      bits |= (bytes[at + i] & 0xffL) << (56 - 8 * i);
    }
    return bits;
  }
}
