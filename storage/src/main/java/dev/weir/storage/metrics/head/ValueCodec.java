package dev.weir.storage.metrics.head;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import java.lang.foreign.MemorySegment;

/// The byte-aligned value code of the head: one value given the one before. Made for speed with a
/// fair size; blocks compress for real.
///
/// | code | meaning of the payload | payload bytes |
/// |---|---|---|
/// | 0 | none: same bits as before | 0 |
/// | 1..6 | both are whole numbers: zigzag difference | 1..6 |
/// | 7..11 | both are multiples of 1/100: zigzag difference of the hundredfold | 1..5 |
/// | 12..16 | the same with 1/1,000,000 | 1..5 |
/// | 17..52 | bits XOR bits before, without its zero bytes at either end | 1..8 |
///
/// Every value comes back bit for bit: a difference is used only when the encoder has seen that the
/// decoder's arithmetic gives these bits again, so NaN payloads and the negative zero take the XOR.
/// Decimals have the form `round(v * scale) / scale`, the idea of ALP (Afroozeh et al., 2023). The
/// decimal scales cost a division each and are tried only on values that are not whole; two of them
/// catch most of what people print (`%.2f`, `%f`).
final class ValueCodec {
  /// Most payload bytes of one value.
  static final int MAX_BYTES = 8;

  static final int SAME = 0;
  private static final int INTEGER = 1;
  private static final int MAX_INTEGER_BYTES = 6;
  private static final int DECIMAL2 = 7;
  private static final int DECIMAL6 = 12;
  private static final int MAX_DECIMAL_BYTES = 5;
  private static final int XOR = 17;
  private static final int CODES = 64;

  /// Payload bytes by code; -1 where no code is defined.
  static final byte[] LENGTH = new byte[CODES];

  /// Bits the payload of an XOR is shifted by, by code.
  private static final byte[] SHIFT = new byte[CODES];

  /// First code of the XORs with this many zero bytes at the low end.
  private static final byte[] XOR_CODE = new byte[8];

  static {
    java.util.Arrays.fill(LENGTH, (byte) -1);
    LENGTH[SAME] = 0;
    for (int n = 1; n <= MAX_INTEGER_BYTES; n++) {
      LENGTH[INTEGER + n - 1] = (byte) n;
    }
    for (int n = 1; n <= MAX_DECIMAL_BYTES; n++) {
      LENGTH[DECIMAL2 + n - 1] = (byte) n;
      LENGTH[DECIMAL6 + n - 1] = (byte) n;
    }
    int code = XOR;
    for (int zeroBytes = 0; zeroBytes < 8; zeroBytes++) {
      XOR_CODE[zeroBytes] = (byte) code;
      for (int n = 1; n <= 8 - zeroBytes; n++) {
        LENGTH[code] = (byte) n;
        SHIFT[code] = (byte) (zeroBytes * 8);
        code++;
      }
    }
  }

  private ValueCodec() {}

  /// Writes the payload of `bits` given the `previous` bits at `offset`, where 8 bytes may be
  /// overwritten, and returns the code; [#LENGTH] says how many of the bytes count.
  static int encode(MemorySegment to, long offset, long previous, long bits) {
    if (bits == previous) {
      return SAME;
    }
    double value = longBitsToDouble(bits);
    double before = longBitsToDouble(previous);
    long whole = (long) value;
    if (doubleToRawLongBits((double) whole) == bits) {
      long wholeBefore = (long) before;
      if (doubleToRawLongBits((double) wholeBefore) == previous) {
        long zigzag = zigzag(whole - wholeBefore);
        int n = byteLength(zigzag);
        if (n <= MAX_INTEGER_BYTES) {
          to.set(Slabs.LONG, offset, zigzag);
          return INTEGER + n - 1;
        }
      }
    }
    return encodeSlow(to, offset, previous, bits);
  }

  private static int encodeSlow(MemorySegment to, long offset, long previous, long bits) {
    double value = longBitsToDouble(bits);
    double before = longBitsToDouble(previous);
    if (isDecimal(value, 1e2) && isDecimal(before, 1e2)) {
      long zigzag = zigzag(scaled(value, 1e2) - scaled(before, 1e2));
      int n = byteLength(zigzag);
      if (n <= MAX_DECIMAL_BYTES) {
        to.set(Slabs.LONG, offset, zigzag);
        return DECIMAL2 + n - 1;
      }
    }
    if (isDecimal(value, 1e6) && isDecimal(before, 1e6)) {
      long zigzag = zigzag(scaled(value, 1e6) - scaled(before, 1e6));
      int n = byteLength(zigzag);
      if (n <= MAX_DECIMAL_BYTES) {
        to.set(Slabs.LONG, offset, zigzag);
        return DECIMAL6 + n - 1;
      }
    }
    long xor = bits ^ previous;
    int zeroBytes = Long.numberOfTrailingZeros(xor) >>> 3;
    long payload = xor >>> (zeroBytes * 8);
    to.set(Slabs.LONG, offset, payload);
    return XOR_CODE[zeroBytes] + byteLength(payload) - 1;
  }

  /// The bits that `code` and the payload in the low bytes of `raw` stand for; bytes of `raw`
  /// beyond the payload may hold anything.
  static long decode(int code, long raw, long previous) {
    if (code == SAME) {
      return previous;
    }
    long payload = raw & (-1L >>> (64 - 8 * LENGTH[code]));
    if (code < DECIMAL2) {
      return doubleToRawLongBits((double) ((long) longBitsToDouble(previous) + unzigzag(payload)));
    }
    if (code >= XOR) {
      return previous ^ (payload << SHIFT[code]);
    }
    double scale = code < DECIMAL6 ? 1e2 : 1e6;
    return doubleToRawLongBits(
        (double) (scaled(longBitsToDouble(previous), scale) + unzigzag(payload)) / scale);
  }

  private static boolean isDecimal(double value, double scale) {
    return doubleToRawLongBits((double) scaled(value, scale) / scale) == doubleToRawLongBits(value);
  }

  private static long scaled(double value, double scale) {
    return (long) Math.rint(value * scale);
  }

  private static long zigzag(long n) {
    return (n << 1) ^ (n >> 63);
  }

  private static long unzigzag(long n) {
    return (n >>> 1) ^ -(n & 1);
  }

  /// Bytes needed for `n`, at least one.
  private static int byteLength(long n) {
    return (71 - Long.numberOfLeadingZeros(n | 1)) >>> 3;
  }
}
