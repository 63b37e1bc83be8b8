package dev.weir.query.promql;

import java.math.BigDecimal;
import java.util.Locale;

/// Numbers as Go reads and writes them.
public final class Numbers {
  private Numbers() {}

  /// A PromQL number literal: decimal, hexadecimal, octal with a leading zero, underscores, `Inf`,
  /// `NaN`. Throws `NumberFormatException`.
  static double parse(String text) {
    String plain = text.replace("_", "").toLowerCase(Locale.ROOT);
    if (plain.equals("inf") || plain.equals("+inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (plain.equals("-inf")) {
      return Double.NEGATIVE_INFINITY;
    }
    if (plain.equals("nan")) {
      return Double.NaN;
    }
    if (plain.startsWith("0x")) {
      return Long.parseUnsignedLong(plain.substring(2), 16);
    }
    if (plain.length() > 1 && plain.chars().allMatch(c -> c >= '0' && c <= '7')) {
      return plain.charAt(0) == '0' ? Long.parseLong(plain, 8) : Double.parseDouble(plain);
    }
    if (plain.isEmpty() || !"0123456789+-.".contains(plain.substring(0, 1))) {
      throw new NumberFormatException(text);
    }
    char last = plain.charAt(plain.length() - 1);
    if (last == 'd' || last == 'f') { // Java's own suffixes
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(plain);
  }

  /// The value of a label such as `le`: like [#parse], but signs are allowed and nothing throws;
  /// NaN when it is no number.
  static double parseLabel(String text) {
    try {
      return parse(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// Shortest decimal form that reads back as `value`, never with an exponent: Go's `'f', -1`.
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    String shortest = shortest(value);
    if (shortest.indexOf('E') < 0) {
      return shortest;
    }
    String plain = new BigDecimal(shortest).toPlainString();
    return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
  }

  /// The fewest digits that read back as `value`, as Java lays them out. Java writes two digits
  /// where one would do, which differs for the very smallest numbers only: `4.9E-324` is `5E-324`.
  public static String shortest(double value) {
    String text = Double.toString(value);
    if (value == 0 || Math.abs(value) >= 20 * Double.MIN_VALUE) {
      return text;
    }
    int mark = text.indexOf('E');
    long digit = Math.round(Double.parseDouble(text.substring(0, mark)));
    String shorter = digit + ".0" + text.substring(mark);
    return Math.abs(digit) < 10 && Double.parseDouble(shorter) == value ? shorter : text;
  }

  /// As [#format], but whole numbers end in `.0`, as OpenMetrics wants them in labels.
  static String formatOpenMetrics(double value) {
    String plain = format(value);
    return Double.isFinite(value) && plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
