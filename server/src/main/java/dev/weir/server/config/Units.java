package dev.weir.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations and sizes as people write them. Malformed text throws `IllegalArgumentException` with
/// a sentence that can be shown.
final class Units {
  private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w|y)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(B|[KMGT]i?B)", Pattern.CASE_INSENSITIVE);

  private Units() {}

  /// `10s`, `1h30m`, `400d`, `250ms`; a bare `0` is zero.
  static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = DURATION_PART.matcher(text);
    long millis = 0;
    int at = 0;
    while (at < text.length() && part.find(at) && part.start() == at) {
      millis = Math.addExact(millis, Long.parseLong(part.group(1)) * unitMillis(part.group(2)));
      at = part.end();
    }
    if (text.isEmpty() || at != text.length()) {
      throw new IllegalArgumentException(
          "not a duration: '" + text + "' (write 250ms, 10s, 5m, 2h, 30d, 1w, 1y or 1h30m)");
    }
    return Duration.ofMillis(millis);
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      case "w" -> 7 * 86_400_000L;
      case "y" -> 365 * 86_400_000L;
      default -> throw new IllegalStateException("BUG: unit " + unit);
    };
  }

  /// `64MiB`, `1.5GB`, `512B`: `KiB` is 1024 bytes, `KB` 1000. A bare `0` is zero.
  static long size(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a size: '" + text + "' (write 512KiB, 64MiB, 1GiB or 500MB)");
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    long base = unit.contains("I") ? 1024 : 1000;
    int exponent = "BKMGT".indexOf(unit.charAt(0));
    return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(base, exponent));
  }

  /// The shortest way to write `duration`.
  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0";
    }
    String[] units = {"d", "h", "m", "s", "ms"};
    var out = new StringBuilder();
    for (String unit : units) {
      long size = unitMillis(unit);
      if (millis >= size) {
        out.append(millis / size).append(unit);
        millis %= size;
      }
    }
    return out.toString();
  }

  /// The shortest exact way to write `bytes` with a binary unit.
  static String formatSize(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long value = bytes;
    while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return value == 0 ? "0" : value + units[unit];
  }
}
