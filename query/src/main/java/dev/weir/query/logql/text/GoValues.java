package dev.weir.query.logql.text;

import dev.weir.query.promql.Durations;
import dev.weir.query.promql.GoText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// Numbers, durations and sizes as Go reads and writes them, which is how LogQL reads labels.
/// Nothing here throws on bad text: it answers a mark, and tells the reason when asked.
public final class GoValues {
  /// What is no duration.
  public static final long NO_DURATION = Long.MIN_VALUE;

  /// What is no number: a NaN with bits of its own, because `NaN` is a number.
  private static final long NO_NUMBER_BITS = 0x7ff8_0000_dead_beefL;

  private static final double NO_NUMBER = Double.longBitsToDouble(NO_NUMBER_BITS);

  private static final String[] DURATION_UNITS = {"ns", "us", "µs", "μs", "ms", "s", "m", "h"};
  private static final long[] DURATION_UNIT_NS = {
    1, 1000, 1000, 1000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L
  };
  private static final String DECIMAL_SIZES = "kmgtpe";

  private GoValues() {}

  /// Nanoseconds of a duration in a query: Prometheus' form (`1d`, `1h30m`) or Go's (`-1.5h`).
  public static long duration(String text) {
    long millis = text.equals("0") ? -1 : Durations.parse(text);
    if (millis >= 0 && millis < Long.MAX_VALUE / 1_000_000) {
      return millis * 1_000_000;
    }
    return goDuration(text);
  }

  /// Nanoseconds of a duration as Go's `time.ParseDuration` takes it, or [#NO_DURATION].
  public static long goDuration(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (text.length() == at) {
      return NO_DURATION;
    }
    if (text.length() == at + 1 && text.charAt(at) == '0') {
      return 0;
    }
    double exactTo = 9.2e18;
    long total = 0;
    while (at < text.length()) {
      int numberEnd = decimalEnd(text, at);
      int unitEnd = numberEnd;
      while (unitEnd < text.length()
          && text.charAt(unitEnd) != '.'
          && !isDigit(text.charAt(unitEnd))) {
        unitEnd++;
      }
      long unit = unitNs(text, numberEnd, unitEnd);
      if (numberEnd == at || unit == 0 || numberEnd - at > 25) {
        return NO_DURATION;
      }
      long part = scaled(text.substring(at, numberEnd), unit);
      if (part < 0 || (double) total + part > exactTo) {
        return NO_DURATION;
      }
      total += part;
      at = unitEnd;
    }
    return negative ? -total : total;
  }

  private static long scaled(String number, long unit) {
    if (number.equals(".")) {
      return -1;
    }
    if (number.indexOf('.') < 0) {
      if (number.length() > 18) {
        return -1;
      }
      long whole = Long.parseLong(number);
      return whole > Long.MAX_VALUE / unit ? -1 : whole * unit;
    }
    BigDecimal exact = new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
    return exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? -1
        : exact.setScale(0, RoundingMode.DOWN).longValue();
  }

  private static long unitNs(String text, int from, int to) {
    for (int i = 0; i < DURATION_UNITS.length; i++) {
      if (DURATION_UNITS[i].length() == to - from
          && text.regionMatches(from, DURATION_UNITS[i], 0, to - from)) {
        return DURATION_UNIT_NS[i];
      }
    }
    return 0;
  }

  /// Why `text` is no duration, in Go's words.
  public static String durationError(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int numberEnd = decimalEnd(text, at);
    int unitEnd = numberEnd;
    while (unitEnd < text.length()
        && text.charAt(unitEnd) != '.'
        && !isDigit(text.charAt(unitEnd))) {
      unitEnd++;
    }
    String quoted = GoText.quote(text);
    if (numberEnd == at || text.substring(at, numberEnd).equals(".")) {
      return "time: invalid duration " + quoted;
    }
    if (unitEnd == numberEnd) {
      return "time: missing unit in duration " + quoted;
    }
    return unitNs(text, numberEnd, unitEnd) == 0
        ? "time: unknown unit "
            + GoText.quote(text.substring(numberEnd, unitEnd))
            + " in duration "
            + quoted
        : "time: invalid duration " + quoted;
  }

  /// As Go's `Duration.String` writes it: `1h0m0s`, `1.5s`, `250ms`.
  public static String formatDuration(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    var out = new StringBuilder();
    if (nanos < 0) {
      out.append('-');
    }
    long rest = Math.abs(nanos);
    if (rest < 1_000_000_000L) {
      String unit = rest < 1000 ? "ns" : rest < 1_000_000 ? "µs" : "ms";
      int scale = rest < 1000 ? 0 : rest < 1_000_000 ? 3 : 6;
      return out.append(plain(BigDecimal.valueOf(rest, scale))).append(unit).toString();
    }
    long hours = rest / 3_600_000_000_000L;
    long minutes = rest / 60_000_000_000L % 60;
    if (hours > 0) {
      out.append(hours).append('h');
    }
    if (hours > 0 || minutes > 0) {
      out.append(minutes).append('m');
    }
    return out.append(plain(BigDecimal.valueOf(rest % 60_000_000_000L, 9))).append('s').toString();
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /// Bytes of a size: `20MB`, `1.5 KiB`, `1,024`; NaN when it is none. Source of the rules: the
  /// library go-humanize.
  public static double bytes(String text) {
    int end = 0;
    boolean commas = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (!isDigit(c) && c != '.' && c != ',') {
        break;
      }
      commas |= c == ',';
      end++;
    }
    String digits = commas ? text.substring(0, end).replace(",", "") : text.substring(0, end);
    double number = number(digits);
    double unit = sizeUnit(text.substring(end).strip().toLowerCase(Locale.ROOT));
    if (isNoNumber(number) || unit == 0 || number * unit >= 0x1p64) {
      return Double.NaN;
    }
    return Math.floor(number * unit);
  }

  private static double sizeUnit(String unit) {
    if (unit.isEmpty() || unit.equals("b")) {
      return 1;
    }
    int power = DECIMAL_SIZES.indexOf(unit.charAt(0)) + 1;
    String rest = unit.substring(1);
    if (power == 0
        || !(rest.isEmpty() || rest.equals("b") || rest.equals("i") || rest.equals("ib"))) {
      return 0;
    }
    return Math.pow(rest.startsWith("i") ? 1024 : 1000, power);
  }

  /// Why `text` is no size, in go-humanize's words.
  public static String bytesError(String text) {
    int end = 0;
    while (end < text.length()
        && (isDigit(text.charAt(end)) || ".,".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    String digits = text.substring(0, end).replace(",", "");
    if (isNoNumber(number(digits))) {
      return numberError(digits);
    }
    String unit = text.substring(end).strip().toLowerCase(Locale.ROOT);
    return sizeUnit(unit) == 0 ? "unhandled size name: " + unit : "too large: " + text;
  }

  /// Bytes as a query writes them: `20MB`, `1KiB`, `1500B`; always exact.
  public static String formatBytes(double bytes) {
    long count = (long) bytes;
    for (int power = 5; power > 0 && count > 0; power--) {
      String letter = DECIMAL_SIZES.substring(power - 1, power);
      long decimal = (long) Math.pow(1000, power);
      if (count % decimal == 0) {
        return count / decimal + (power == 1 ? letter : letter.toUpperCase(Locale.ROOT)) + "B";
      }
      long binary = 1L << (10 * power);
      if (count % binary == 0) {
        return count / binary + letter.toUpperCase(Locale.ROOT) + "iB";
      }
    }
    return count + "B";
  }

  /// A number as Go's `strconv.ParseFloat` reads it; see [#isNoNumber].
  public static double number(String text) {
    int length = text.length();
    if (length == 0) {
      return NO_NUMBER;
    }
    long whole = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!isDigit(c) || i == 15) {
        return numberSlow(text);
      }
      whole = whole * 10 + (c - '0');
    }
    return whole;
  }

  private static double numberSlow(String text) {
    int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    String body = text.substring(at).toLowerCase(Locale.ROOT);
    double sign = text.charAt(0) == '-' ? -1 : 1;
    if (body.equals("inf") || body.equals("infinity")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (body.equals("nan")) {
      return at == 0 ? Double.NaN : NO_NUMBER;
    }
    if (body.isEmpty() || (!isDigit(body.charAt(0)) && body.charAt(0) != '.')) {
      return NO_NUMBER;
    }
    boolean hex = body.startsWith("0x");
    char last = body.charAt(body.length() - 1);
    if (last <= ' ' || (!hex && (last == 'd' || last == 'f'))) {
      return NO_NUMBER;
    }
    try {
      return sign * Double.parseDouble(body);
    } catch (NumberFormatException e) {
      return NO_NUMBER;
    }
  }

  /// True for what [#number] answers when the text is no number.
  public static boolean isNoNumber(double number) {
    return Double.doubleToRawLongBits(number) == NO_NUMBER_BITS;
  }

  /// Why `text` is no number, in Go's words.
  public static String numberError(String text) {
    return "strconv.ParseFloat: parsing " + GoText.quote(text) + ": invalid syntax";
  }

  private static int decimalEnd(String text, int from) {
    int end = from;
    boolean dot = false;
    while (end < text.length()
        && (isDigit(text.charAt(end)) || (text.charAt(end) == '.' && !dot))) {
      dot |= text.charAt(end) == '.';
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
