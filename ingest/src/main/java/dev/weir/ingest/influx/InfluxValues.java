package dev.weir.ingest.influx;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.Malformed;

/// Field values of the line protocol: `1.5`, `1e-7`, `42i`, `42u`, `t`, `"text"`.
final class InfluxValues {
  private InfluxValues() {}

  /// Index after the value that starts at `start`: of the comma, blank or line feed behind it, or
  /// `end`. Negative when there is no value or a string does not end.
  static int end(byte[] bytes, int start, int end) {
    int at = start;
    if (at < end && bytes[at] == '"') {
      return endOfString(bytes, at, end);
    }
    while (at < end && bytes[at] != ',' && (bytes[at] > ' ' || bytes[at] < 0)) {
      at++;
    }
    return at == start ? InfluxDecoder.refused(Malformed.BAD_VALUE) : at;
  }

  private static int endOfString(byte[] bytes, int start, int end) {
    for (int at = start + 1; at < end; at++) {
      if (bytes[at] == '\\') {
        at++;
      } else if (bytes[at] == '"') {
        boolean closed = at + 1 == end || bytes[at + 1] == ',' || bytes[at + 1] <= ' ';
        return closed && (at + 1 == end || bytes[at + 1] >= 0)
            ? at + 1
            : InfluxDecoder.refused(Malformed.BAD_VALUE);
      }
    }
    return InfluxDecoder.refused(Malformed.TRUNCATED);
  }

  /// The number in `bytes[from, to)`, which is not empty, or [Decimals#INVALID].
  static double parse(byte[] bytes, int from, int to) {
    byte last = bytes[to - 1];
    if (last == 'i') {
      return integer(bytes, from, to - 1);
    }
    if (last >= '0' && last <= '9') {
      return Decimals.parse(bytes, from, to);
    }
    if (last == 'u') {
      return unsigned(bytes, from, to - 1);
    }
    return last == '.' ? Decimals.parse(bytes, from, to) : bool(bytes, from, to);
  }

  private static double integer(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = bytes[at] == '-';
    if (negative || (bytes[at] == '+' && at < to)) {
      at++;
    }
    int digits = to - at;
    if (digits < 1 || digits > 19) {
      return Decimals.INVALID;
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return Decimals.INVALID;
      }
      value = value * 10 + digit;
    }
    if (value < 0 && !(negative && value == Long.MIN_VALUE)) {
      return Decimals.INVALID; // beyond 64 bits
    }
    return negative ? (double) -value : value;
  }

  private static double unsigned(byte[] bytes, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > 20) {
      return Decimals.INVALID;
    }
    for (int at = from; at < to; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return Decimals.INVALID;
      }
    }
    double value = Decimals.parse(bytes, from, to);
    boolean tooBig = digits == 20 && !fitsUnsigned(bytes, from);
    return tooBig ? Decimals.INVALID : value;
  }

  private static boolean fitsUnsigned(byte[] bytes, int from) {
    String max = "18446744073709551615";
    for (int i = 0; i < max.length(); i++) {
      if (bytes[from + i] != max.charAt(i)) {
        return bytes[from + i] < max.charAt(i);
      }
    }
    return true;
  }

  private static double bool(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      byte letter = bytes[from];
      return letter == 't' || letter == 'T'
          ? 1
          : letter == 'f' || letter == 'F' ? 0 : Decimals.INVALID;
    }
    if (is(bytes, from, to, "true") || is(bytes, from, to, "True") || is(bytes, from, to, "TRUE")) {
      return 1;
    }
    boolean no =
        is(bytes, from, to, "false")
            || is(bytes, from, to, "False")
            || is(bytes, from, to, "FALSE");
    return no ? 0 : Decimals.INVALID;
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
}
