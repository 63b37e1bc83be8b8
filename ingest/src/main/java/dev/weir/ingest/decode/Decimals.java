package dev.weir.ingest.decode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Decimal numbers straight from bytes, rounded as `Double.parseDouble` rounds them, with nothing
/// allocated. Any thread.
///
/// Three ways, by cost. A mantissa of at most 2^53 with a power of ten of at most 22 is one exact
/// long and one correctly rounded operation [1]: nearly everything that senders write. Up to 19
/// digits take one or two 64x64 bit products with a table of powers of five [2]. What remains
/// (longer mantissas that sit on the edge between two doubles, subnormals) goes to
/// `Double.parseDouble`, the only way here that allocates.
///
/// [1] W. D. Clinger, *How to Read Floating Point Numbers Accurately*, PLDI 1990. [2] D. Lemire,
/// *Number Parsing at a Gigabyte per Second*, Software: Practice and Experience 51, 2021; after M.
/// Eisel.
public final class Decimals {
  /// What [#parse] returns for text that is no number: a NaN with bits of its own, so compare with
  /// [#isInvalid].
  public static final double INVALID = Double.longBitsToDouble(0x7ff8_dead_0000_0001L);

  private static final long INVALID_BITS = 0x7ff8_dead_0000_0001L;
  private static final int MAX_FAST_DIGITS = 18;
  private static final int EXPONENT_CAP = 1 << 28;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Decimals() {}

  public static boolean isInvalid(double parsed) {
    return Double.doubleToRawLongBits(parsed) == INVALID_BITS;
  }

  /// Parses `[+-] digits [. digits] [e [+-] digits]`, with at least one digit before or after the
  /// point; the whole of `bytes[from, to)` or [#INVALID]. Neither blanks nor words.
  public static double parse(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at++] == '-';
    }
    long mantissa = 0;
    int start = at;
    int digit;
    while (at < to && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      at++;
    }
    int digits = at - start;
    int exponent = 0;
    if (at < to && bytes[at] == '.') {
      int point = ++at;
      while (at < to && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        at++;
      }
      exponent = point - at;
      digits -= exponent;
    }
    if (digits == 0) {
      return INVALID;
    }
    if (at < to) {
      int written = exponent(bytes, at, to);
      if (written == Integer.MIN_VALUE) {
        return INVALID;
      }
      exponent += written;
    }
    if (digits > MAX_FAST_DIGITS) {
      return parseSlow(bytes, from, to, exponent);
    }
    double value = scale(mantissa, exponent, bytes, from, to);
    return negative ? -value : value;
  }

  /// `mantissa * 10^exponent`, rounded correctly; the mantissa is not negative. `bytes[from, to)`
  /// is the text for the slowest way; its sign is left out.
  static double scale(long mantissa, int exponent, byte[] bytes, int from, int to) {
    if (mantissa <= 1L << 53) {
      if (exponent == 0 || mantissa == 0) {
        return mantissa;
      }
      if (exponent < 0 && exponent >= -22) {
        return mantissa / POWERS_OF_TEN[-exponent];
      }
      if (exponent > 0 && exponent <= 22) {
        return mantissa * POWERS_OF_TEN[exponent];
      }
    }
    double value = wide(mantissa, exponent);
    return isInvalid(value) ? Math.abs(parseLibrary(bytes, from, to)) : value;
  }

  /// The exponent of `e[+-]digits`, the whole of `bytes[at, to)`, capped; `Integer.MIN_VALUE` when
  /// it is not that.
  private static int exponent(byte[] bytes, int start, int to) {
    int at = start;
    if ((bytes[at++] | 0x20) != 'e' || at == to) {
      return Integer.MIN_VALUE;
    }
    boolean negative = false;
    if (bytes[at] == '-' || bytes[at] == '+') {
      negative = bytes[at++] == '-';
    }
    if (at == to) {
      return Integer.MIN_VALUE;
    }
    int value = 0;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      value = Math.min(value * 10 + digit, EXPONENT_CAP / 10);
    }
    return negative ? -value : value;
  }

  /// More digits than a long holds: leading zeros are skipped, 19 digits are used, and when the
  /// rest cannot change the result that is it. `exponent` counts from the last digit written.
  private static double parseSlow(byte[] bytes, int from, int to, int exponent) {
    boolean negative = bytes[from] == '-';
    long mantissa = 0;
    int used = 0;
    int dropped = 0;
    boolean inexact = false;
    for (int at = from; at < to && (bytes[at] | 0x20) != 'e'; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        continue; // the sign or the point
      }
      if (used < 19) {
        mantissa = mantissa * 10 + digit;
        used += mantissa == 0 ? 0 : 1;
      } else {
        dropped++;
        inexact |= digit != 0;
      }
    }
    double value = mantissa == 0 ? 0 : wide(mantissa, exponent + dropped);
    if (isInvalid(value) || (inexact && value != wide(mantissa + 1, exponent + dropped))) {
      return parseLibrary(bytes, from, to);
    }
    return negative ? -value : value;
  }

  private static double parseLibrary(byte[] bytes, int from, int to) {
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /// `mantissa * 10^exponent` for an unsigned mantissa other than 0 [2]; [#INVALID] where this way
  /// cannot tell.
  private static double wide(long mantissa, int exponent) {
    if (exponent < FivePowers.FIRST) {
      return 0;
    }
    if (exponent > FivePowers.LAST) {
      return Double.POSITIVE_INFINITY;
    }
    int leadingZeros = Long.numberOfLeadingZeros(mantissa);
    long w = mantissa << leadingZeros;
    int index = exponent - FivePowers.FIRST;
    long high = Math.unsignedMultiplyHigh(w, FivePowers.HIGH[index]);
    long low = w * FivePowers.HIGH[index];
    if ((high & 0x1FF) == 0x1FF) { // 64 bits of the power may not be enough
      long carry = Math.unsignedMultiplyHigh(w, FivePowers.LOW[index]);
      low += carry;
      if (Long.compareUnsigned(low, carry) < 0) {
        high++;
      }
      if (low == -1 && (exponent < -27 || exponent > 55)) {
        return INVALID;
      }
    }
    int upperBit = (int) (high >>> 63);
    int shift = upperBit + 64 - 52 - 3;
    long bits = high >>> shift;
    int power = ((217706 * exponent) >> 16) + 64 + 1023 - leadingZeros - (upperBit ^ 1);
    if (power <= 0) {
      return INVALID; // subnormal or nothing
    }
    boolean mayBeHalfway = Long.compareUnsigned(low, 1) <= 0 && exponent >= -4 && exponent <= 23;
    if (mayBeHalfway && (bits & 3) == 1 && bits << shift == high) {
      bits &= ~1L; // exactly between two doubles: round to even
    }
    bits = (bits + (bits & 1)) >>> 1;
    if (bits >= 1L << 53) {
      bits = 1L << 52;
      power++;
    }
    if (power >= 2047) {
      return Double.POSITIVE_INFINITY;
    }
    return Double.longBitsToDouble((bits & ((1L << 52) - 1)) | ((long) power << 52));
  }

  /// Powers of five with 128 significant bits, computed at first use (about 2 ms): truncated from
  /// above 0, rounded up below, as [2] proves enough.
  private static final class FivePowers {
    static final int FIRST = -342;
    static final int LAST = 308;
    static final long[] HIGH = new long[LAST - FIRST + 1];
    static final long[] LOW = new long[LAST - FIRST + 1];

    static {
      BigInteger five = BigInteger.ONE;
      for (int q = 0; q <= -FIRST; q++) {
        if (q <= LAST) {
          put(q, five);
        }
        if (q > 0) {
          int bits = five.bitLength();
          int width = q <= 27 ? bits + 127 : 2 * bits + 128;
          put(-q, BigInteger.ONE.shiftLeft(width).divide(five).add(BigInteger.ONE));
        }
        five = five.multiply(BigInteger.valueOf(5));
      }
    }

    private FivePowers() {}

    private static void put(int power, BigInteger value) {
      int excess = value.bitLength() - 128;
      BigInteger wide = excess > 0 ? value.shiftRight(excess) : value.shiftLeft(-excess);
      HIGH[power - FIRST] = wide.shiftRight(64).longValue();
      LOW[power - FIRST] = wide.longValue();
    }
  }
}
