package dev.weir.query.graphite;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as graphite-web writes them.
final class Numbers {
  private Numbers() {}

  /// C's `%g`: six significant digits, no trailing zeros.
  static String g(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= 6) {
      String digits = rounded.unscaledValue().abs().toString();
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      String sign = exponent < 0 ? "-" : "+";
      String power = Integer.toString(Math.abs(exponent));
      return (value < 0 ? "-" : "")
          + mantissa
          + "e"
          + sign
          + (power.length() < 2 ? "0" : "")
          + power;
    }
    return rounded.toPlainString();
  }

  /// A Python float: shortest digits that read back the same, always with a fraction or exponent.
  static String repr(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e16) {
      return (value == 0 && 1 / value < 0 ? "-" : "") + (long) value + ".0";
    }
    String text = Double.toString(value);
    int e = text.indexOf('E');
    if (e < 0) {
      return text;
    }
    double magnitude = Math.abs(value);
    if (magnitude >= 1e-4 && magnitude < 1e16) {
      return new BigDecimal(text).toPlainString();
    }
    String mantissa = text.substring(0, e);
    mantissa = mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa;
    int power = Integer.parseInt(text.substring(e + 1));
    return mantissa
        + "e"
        + (power < 0 ? "-" : "+")
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }
}
