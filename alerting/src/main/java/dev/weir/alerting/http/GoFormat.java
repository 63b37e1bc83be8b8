package dev.weir.alerting.http;

import dev.weir.query.promql.Numbers;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times and numbers as the JSON of a Go program has them, which is what clients compare.
final class GoFormat {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private GoFormat() {}

  /// RFC 3339 without trailing zeros; year 1 for 0, which is "never".
  static String time(long millis) {
    if (millis == 0) {
      return "0001-01-01T00:00:00Z";
    }
    String seconds = SECONDS.format(Instant.ofEpochMilli(millis));
    long fraction = Math.floorMod(millis, 1000L);
    if (fraction == 0) {
      return seconds + "Z";
    }
    String digits = String.format(Locale.ROOT, ".%03d", fraction);
    return seconds + digits.replaceAll("0+$", "") + "Z";
  }

  /// The shortest form with an exponent of two digits at least: `1.25e+01`.
  static String exponent(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0e+00" : "0e+00";
    }
    var exact = new BigDecimal(Numbers.shortest(Math.abs(value))).stripTrailingZeros();
    String digits = exact.unscaledValue().toString();
    int exponent = digits.length() - 1 - exact.scale();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }
}
