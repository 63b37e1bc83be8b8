package dev.weir.alerting.template;

import dev.weir.query.template.GoFormat;
import dev.weir.query.template.TemplateException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// Numbers as people read them, with four digits: `1.235M`, `14d 6h 56m 7s`, `12.34%`.
final class Humanize {
  private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};
  private static final String[] BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};

  private Humanize() {}

  static String decimal(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return digits(value);
    }
    return Math.abs(value) >= 1 ? large(value, 1000, LARGE) : small(value, "");
  }

  static String binary(double value) {
    return Math.abs(value) <= 1 || !Double.isFinite(value)
        ? digits(value)
        : large(value, 1024, BINARY);
  }

  private static String large(double value, int base, String[] units) {
    double left = value;
    String unit = "";
    for (int i = 0; i < units.length && Math.abs(left) >= base; i++) {
      unit = units[i];
      left /= base;
    }
    return digits(left) + unit;
  }

  private static String small(double value, String suffix) {
    double left = value;
    String unit = "";
    for (int i = 0; i < SMALL.length && Math.abs(left) < 1; i++) {
      unit = SMALL[i];
      left *= 1000;
    }
    return digits(left) + unit + suffix;
  }

  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return digits(seconds);
    }
    if (seconds == 0) {
      return digits(seconds) + "s";
    }
    return Math.abs(seconds) >= 1 ? longDuration(seconds) : small(seconds, "s");
  }

  private static String longDuration(double seconds) {
    String sign = seconds < 0 ? "-" : "";
    double size = Math.abs(seconds);
    long whole = (long) size;
    long minutes = whole / 60 % 60;
    long hours = whole / 3600 % 24;
    long days = whole / 86_400;
    String last = whole % 60 + "s";
    if (days != 0) {
      return sign + days + "d " + hours + "h " + minutes + "m " + last;
    }
    if (hours != 0) {
      return sign + hours + "h " + minutes + "m " + last;
    }
    return minutes != 0 ? sign + minutes + "m " + last : sign + digits(size) + "s";
  }

  static String percentage(double ratio) {
    return digits(ratio * 100) + "%";
  }

  static String timestamp(double seconds) {
    return Double.isFinite(seconds) ? GoFormat.text(time(seconds)) : digits(seconds);
  }

  /// A time in UTC, to the millisecond.
  static ZonedDateTime time(double seconds) {
    if (!Double.isFinite(seconds)) {
      throw new TemplateException("value is NaN or Inf");
    }
    double nanos = seconds * 1e9;
    if (Math.abs(nanos) > Long.MAX_VALUE) {
      throw new TemplateException(
          GoFormat.number(seconds)
              + " cannot be represented as a nanoseconds timestamp since it overflows int64");
    }
    return Instant.ofEpochMilli((long) nanos / 1_000_000).atZone(ZoneOffset.UTC);
  }

  private static String digits(double value) {
    return GoFormat.significant(value, 4);
  }
}
