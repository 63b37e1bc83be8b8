package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Decimals;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Numbers as JavaScript's `Number(text)` reads them, because that is what the reference daemon
/// asks: ` 5 `, `-1.5`, `1e3`, `.5`, `5.`, `0x10`, `0b1`, `0o7` and `Infinity` are numbers, blanks
/// alone are 0, `1,2`, `-0x10` and `1_000` are none. Any thread; allocates only for hexadecimals of
/// more than 15 digits.
///
/// Source: ECMA-262, *StringToNumber*.
final class JsNumbers {
  private JsNumbers() {}

  /// The number in `bytes[from, to)`, which is not empty, or [Decimals#INVALID].
  static double parse(byte[] bytes, int from, int to) {
    double value = Decimals.parse(bytes, from, to);
    return Decimals.isInvalid(value) ? parseSlow(bytes, from, to) : value;
  }

  private static double parseSlow(byte[] bytes, int from, int to) {
    int start = skipSpace(bytes, from, to);
    int end = trimSpace(bytes, start, to);
    if (start == end) {
      return 0;
    }
    if (start > from || end < to) {
      double value = Decimals.parse(bytes, start, end);
      if (!Decimals.isInvalid(value)) {
        return value;
      }
    }
    if (bytes[start] == '0' && end - start > 2) {
      int radix =
          switch (bytes[start + 1] | 0x20) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
          };
      return radix == 0 ? Decimals.INVALID : radix(bytes, start + 2, end, radix);
    }
    boolean negative = bytes[start] == '-';
    if (negative || bytes[start] == '+') {
      start++;
    }
    if (is(bytes, start, end, "Infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Decimals.INVALID;
  }

  private static double radix(byte[] bytes, int from, int to, int radix) {
    long value = 0;
    for (int at = from; at < to; at++) {
      int digit = bytes[at] < 0 ? -1 : Character.digit(bytes[at], radix);
      if (digit < 0) {
        return Decimals.INVALID;
      }
      if (value >>> 58 != 0) {
        return radixSlow(bytes, from, to, radix);
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static double radixSlow(byte[] bytes, int from, int to, int radix) {
    for (int at = from; at < to; at++) {
      if (bytes[at] < 0 || Character.digit(bytes[at], radix) < 0) {
        return Decimals.INVALID;
      }
    }
    if (to - from > 1100) { // 2^1024 has 1024 binary digits, leading zeros aside
      return Double.POSITIVE_INFINITY;
    }
    var digits = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return new BigInteger(digits, radix).doubleValue();
  }

  private static boolean is(byte[] bytes, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Index of the first byte of `bytes[from, to)` that is no JavaScript white space, or `to`.
  static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    int width;
    while (at < to && (width = spaceWidth(bytes, at, to)) > 0) {
      at += width;
    }
    return at;
  }

  /// End of `bytes[from, to)` without the JavaScript white space behind it.
  static int trimSpace(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from) {
      int width = isAsciiSpace(bytes[end - 1]) ? 1 : 0;
      for (int w = 2; width == 0 && w <= 3 && end - w >= from; w++) {
        width = spaceWidth(bytes, end - w, end) == w ? w : 0;
      }
      if (width == 0) {
        break;
      }
      end -= width;
    }
    return end;
  }

  /// Bytes of the white space character at `at` in UTF-8, or 0 when there is none.
  static int spaceWidth(byte[] bytes, int at, int to) {
    byte b = bytes[at];
    if (b >= 0) {
      return isAsciiSpace(b) ? 1 : 0;
    }
    int second = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
    if ((b & 0xFF) == 0xC2) {
      return second == 0xA0 ? 2 : 0; // no-break space
    }
    int third = at + 2 < to ? bytes[at + 2] & 0xFF : 0;
    int character =
        (b & 0xF0) == 0xE0 ? ((b & 0xF) << 12) | ((second & 63) << 6) | (third & 63) : 0;
    boolean isSpace =
        character == 0x1680
            || (character >= 0x2000 && character <= 0x200A)
            || character == 0x2028
            || character == 0x2029
            || character == 0x202F
            || character == 0x205F
            || character == 0x3000
            || character == 0xFEFF;
    return isSpace && third >= 0x80 ? 3 : 0;
  }

  static boolean isAsciiSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
