package dev.weir.query.promql;

import dev.weir.query.engine.QueryException;

/// Durations as Prometheus writes them: `1h30m`, `1m0s`, `0s`, `500ms`; units y, w, d, h, m, s, ms
/// in falling order, each at most once.
public final class Durations {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] UNIT_MS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1000L, 1L
  };

  private Durations() {}

  /// Milliseconds, or -1 when `text` is no duration or does not fit.
  public static long parse(String text) {
    if (text.equals("0")) {
      return 0;
    }
    long total = 0;
    int at = 0;
    int nextUnit = 0;
    while (at < text.length()) {
      long number = 0;
      int digits = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        number = number * 10 + (text.charAt(at++) - '0');
        if (number > Long.MAX_VALUE / 100) {
          return -1;
        }
      }
      int unitStart = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      int unit = unit(text.substring(unitStart, at), nextUnit);
      if (unitStart == digits || unit < 0 || number > Long.MAX_VALUE / 4 / UNIT_MS[unit]) {
        return -1;
      }
      total += number * UNIT_MS[unit];
      nextUnit = unit + 1;
    }
    return text.isEmpty() || total < 0 ? -1 : total;
  }

  /// Milliseconds of a request parameter: seconds as a decimal number, or a duration.
  public static long parseParameter(String text) {
    try {
      double seconds = seconds(text);
      double millis = seconds * 1000;
      if (!(Math.abs(millis) < 9.2e15)) {
        throw QueryException.badData(
            "cannot parse " + GoText.quote(text) + " to a valid duration. It overflows int64");
      }
      return (long) millis;
    } catch (NumberFormatException e) {
      long millis = parse(text);
      if (millis < 0) {
        throw new QueryException(
            QueryException.Kind.BAD_DATA,
            "cannot parse " + GoText.quote(text) + " to a valid duration",
            e);
      }
      return millis;
    }
  }

  /// A decimal number of seconds. Throws `NumberFormatException` for anything else, durations such
  /// as `1d` included, which Java would take for a number.
  public static double seconds(String text) {
    if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(text);
  }

  /// `1h30m` for 5,400,000; the shortest form; years and weeks only when nothing remains, as
  /// Prometheus prints.
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    var out = new StringBuilder();
    long rest = millis;
    if (rest < 0) {
      out.append('-');
      rest = -rest;
    }
    for (int i = 0; i < UNITS.length; i++) {
      boolean exactOnly = i < 2; // 90d reads better than 12w6d
      if (exactOnly ? rest % UNIT_MS[i] == 0 && rest > 0 : rest >= UNIT_MS[i]) {
        out.append(rest / UNIT_MS[i]).append(UNITS[i]);
        rest %= UNIT_MS[i];
      }
    }
    return out.toString();
  }

  private static int unit(String name, int from) {
    for (int i = from; i < UNITS.length; i++) {
      if (UNITS[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
