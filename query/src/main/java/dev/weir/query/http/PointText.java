package dev.weir.query.http;

import dev.weir.query.promql.Numbers;
import java.util.Arrays;

/// Writes points as the Prometheus API has them, `[1795211591.500,"0.25"]`, into a reused buffer.
///
/// Values are the shortest decimal form that reads back, without exponent between 1e-6 and 1e21,
/// with one (two digits at least) outside. Most values are whole or have few decimals and are
/// written without any allocation: if `v * 10^k` is whole and divides back to `v`, its digits are
/// exact, and up to 15 digits no shorter form exists. The rest go through `Double.toString`. One
/// thread.
final class PointText {
  private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  private static final double MAX_EXACT = 1e15;

  private char[] buffer = new char[4096];
  private int length;

  char[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /// Appends `[time,"value"]`.
  void point(long timeMs, double value) {
    reserve(64);
    buffer[length++] = '[';
    timestamp(timeMs);
    buffer[length++] = ',';
    buffer[length++] = '"';
    value(value);
    buffer[length++] = '"';
    buffer[length++] = ']';
  }

  void append(char c) {
    reserve(1);
    buffer[length++] = c;
  }

  /// Seconds; three decimals unless whole.
  void timestamp(long timeMs) {
    reserve(32);
    long ms = timeMs;
    if (ms < 0) {
      buffer[length++] = '-';
      ms = -ms;
    }
    digits(ms / 1000);
    int fraction = (int) (ms % 1000);
    if (fraction != 0) {
      buffer[length++] = '.';
      buffer[length++] = (char) ('0' + fraction / 100);
      buffer[length++] = (char) ('0' + fraction / 10 % 10);
      buffer[length++] = (char) ('0' + fraction % 10);
    }
  }

  void value(double value) {
    reserve(32);
    if (!Double.isFinite(value)) {
      text(Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
      return;
    }
    double size = Math.abs(value);
    if (Double.doubleToRawLongBits(value) < 0) {
      buffer[length++] = '-';
    }
    if (size < MAX_EXACT) {
      if (size == (long) size) {
        digits((long) size);
        return;
      }
      if (size >= 1e-3 && decimals(size)) {
        return;
      }
    }
    shortest(size);
  }

  private boolean decimals(double size) {
    for (int k = 1; k < TENS.length; k++) {
      double scaled = size * TENS[k];
      if (scaled >= MAX_EXACT) {
        return false;
      }
      long whole = (long) scaled;
      if (whole == scaled && whole / TENS[k] == size) {
        digits(whole / (long) TENS[k]);
        buffer[length++] = '.';
        padded(whole % (long) TENS[k], k);
        return true;
      }
    }
    return false;
  }

  private void padded(long number, int width) {
    long rest = number;
    for (int at = length + width - 1; at >= length; at--) {
      buffer[at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  /// [Numbers#shortest] gives the shortest digits; only their layout differs.
  private void shortest(double size) {
    String text = Numbers.shortest(size);
    int mark = text.indexOf('E');
    int exponent = mark < 0 ? 0 : Integer.parseInt(text, mark + 1, text.length(), 10);
    String mantissa = mark < 0 ? text : text.substring(0, mark);
    int point = mantissa.indexOf('.');
    String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
    int decimalAt = point + exponent; // where the point stands among the digits
    int first = 0;
    while (first < digits.length() - 1 && digits.charAt(first) == '0') {
      first++;
    }
    int last = digits.length();
    while (last > first + 1 && digits.charAt(last - 1) == '0') {
      last--;
    }
    String significant = digits.substring(first, last);
    int scale = decimalAt - first;
    if (size < 1e-6 || size >= 1e21) {
      exponential(significant, scale - 1);
    } else {
      plain(significant, scale);
    }
  }

  private void exponential(String digits, int exponent) {
    text(digits.substring(0, 1));
    if (digits.length() > 1) {
      text(".");
      text(digits.substring(1));
    }
    int size = Math.abs(exponent);
    text(exponent < 0 ? "e-" : "e+");
    text(size < 10 ? "0" + size : Integer.toString(size));
  }

  private void plain(String digits, int scale) {
    if (scale <= 0) {
      text("0.");
      text("0".repeat(-scale));
      text(digits);
    } else if (scale >= digits.length()) {
      text(digits);
      text("0".repeat(scale - digits.length()));
    } else {
      text(digits.substring(0, scale));
      text(".");
      text(digits.substring(scale));
    }
  }

  private void digits(long number) {
    long rest = number;
    int width = 1;
    for (long n = number; n >= 10; n /= 10) {
      width++;
    }
    for (int at = length + width - 1; at >= length; at--) {
      buffer[at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  private void text(String text) {
    reserve(text.length());
    text.getChars(0, text.length(), buffer, length);
    length += text.length();
  }

  private void reserve(int extra) {
    if (length + extra > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + extra, buffer.length * 2));
    }
  }
}
