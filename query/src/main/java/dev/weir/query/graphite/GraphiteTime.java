package dev.weir.query.graphite;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;

/// Graphite's time words, after at(1): epoch seconds, `-1h`, `now-5min`, `noon yesterday`,
/// `HH:MM_YYYYMMDD`, `YYYYMMDD`, `MM/DD/YY`, month names with a day, weekdays; and offsets such as
/// `1d6h`. A month is 30 days and a year 365, as there. Source: graphite-web `render/attime.py`.
public final class GraphiteTime {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final long MAX_SECONDS = 1L << 40;

  private GraphiteTime() {}

  /// Epoch seconds of `text`, read at `nowSeconds` in `zone`. Throws [GraphiteException].
  public static long parse(String text, ZoneId zone, long nowSeconds) {
    String word = text.strip().toLowerCase(Locale.ROOT).replaceAll("[_, ]", "");
    try {
      if (isDigits(word) && !isDate(word)) {
        return Math.min(Long.parseLong(word), MAX_SECONDS);
      }
      if (word.length() == 13 && word.indexOf(':') > 0) {
        return timeOnDate(word.substring(0, 5), word.substring(5), zone);
      }
      int sign = firstSign(word);
      String reference = sign < 0 ? word : word.substring(0, sign);
      String offset = sign < 0 ? "" : word.substring(sign);
      return reference(reference, zone, nowSeconds) + parseOffset(offset);
    } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new GraphiteException("Invalid time: " + text);
    }
  }

  /// Seconds of an offset such as `-1d6h`; 0 for the empty string. Throws [GraphiteException].
  public static long parseOffset(String offset) {
    if (offset.isEmpty()) {
      return 0;
    }
    int at = 0;
    long sign = 1;
    if (offset.charAt(0) == '-' || offset.charAt(0) == '+') {
      sign = offset.charAt(0) == '-' ? -1 : 1;
      at = 1;
    }
    long seconds = 0;
    while (at < offset.length()) {
      int digits = at;
      while (at < offset.length() && isDigit(offset.charAt(at))) {
        at++;
      }
      int unit = at;
      while (at < offset.length() && Character.isLetter(offset.charAt(at))) {
        at++;
      }
      if (digits == unit || unit == at || unit - digits > 12) {
        throw new GraphiteException("Invalid offset: " + offset);
      }
      long number = Long.parseLong(offset.substring(digits, unit));
      seconds += number * unitSeconds(offset.substring(unit, at).toLowerCase(Locale.ROOT));
    }
    return sign * Math.min(seconds, MAX_SECONDS);
  }

  private static long unitSeconds(String unit) {
    if ("seconds".startsWith(unit)) {
      return 1;
    }
    if ("minutes".startsWith(unit)) {
      return 60;
    }
    if ("hours".startsWith(unit)) {
      return 3600;
    }
    if ("days".startsWith(unit)) {
      return 86_400;
    }
    if ("weeks".startsWith(unit)) {
      return 7 * 86_400;
    }
    if ("months".startsWith(unit)) {
      return 30 * 86_400;
    }
    if ("years".startsWith(unit)) {
      return 365 * 86_400;
    }
    throw new GraphiteException("Invalid offset unit: " + unit);
  }

  private static long reference(String reference, ZoneId zone, long nowSeconds) {
    if (reference.isEmpty() || reference.equals("now")) {
      return nowSeconds;
    }
    String rest = reference;
    int hour = 0;
    int minute = 0;
    int colon = rest.indexOf(':');
    if (colon > 0 && colon < 3) {
      hour = Integer.parseInt(rest.substring(0, colon));
      minute = Integer.parseInt(rest.substring(colon + 1, colon + 3));
      rest = rest.substring(colon + 3);
      if (rest.startsWith("am")) {
        rest = rest.substring(2);
      } else if (rest.startsWith("pm")) {
        hour = (hour + 12) % 24;
        rest = rest.substring(2);
      }
    }
    int half = Math.max(rest.indexOf("am"), rest.indexOf("pm"));
    if (half > 0 && half < 3 && isDigits(rest.substring(0, half))) {
      hour = (Integer.parseInt(rest.substring(0, half)) + (rest.charAt(half) == 'p' ? 12 : 0)) % 24;
      rest = rest.substring(half + 2);
    }
    if (rest.startsWith("noon")) {
      hour = 12;
      minute = 0;
      rest = rest.substring(4);
    } else if (rest.startsWith("midnight")) {
      hour = 0;
      minute = 0;
      rest = rest.substring(8);
    } else if (rest.startsWith("teatime")) {
      hour = 16;
      minute = 0;
      rest = rest.substring(7);
    }
    LocalDate today = Instant.ofEpochSecond(nowSeconds).atZone(zone).toLocalDate();
    return ZonedDateTime.of(day(rest, today).atTime(hour, minute), zone).toEpochSecond();
  }

  private static LocalDate day(String word, LocalDate today) {
    if (word.isEmpty() || word.equals("today")) {
      return today;
    }
    if (word.equals("yesterday")) {
      return today.minusDays(1);
    }
    if (word.equals("tomorrow")) {
      return today.plusDays(1);
    }
    String[] slashed = word.split("/", -1);
    if (slashed.length == 3) {
      int year = Integer.parseInt(slashed[2]);
      year += year < 1900 ? 1900 : 0;
      year += year < 1970 ? 100 : 0;
      return LocalDate.of(year, Integer.parseInt(slashed[0]), Integer.parseInt(slashed[1]));
    }
    if (word.length() == 8 && isDigits(word)) {
      return date(word);
    }
    String head = word.length() < 3 ? word : word.substring(0, 3);
    if (MONTHS.contains(head)) {
      int digits = word.length();
      while (digits > 3 && isDigit(word.charAt(digits - 1)) && word.length() - digits < 2) {
        digits--;
      }
      if (digits == word.length()) {
        throw new GraphiteException("Day of month required after month name");
      }
      return LocalDate.of(
          today.getYear(), MONTHS.indexOf(head) + 1, Integer.parseInt(word.substring(digits)));
    }
    if (WEEKDAYS.contains(head)) {
      int back = today.getDayOfWeek().getValue() - 1 - WEEKDAYS.indexOf(head);
      return today.minusDays(back < 0 ? back + 7 : back);
    }
    throw new GraphiteException("Unknown day reference: " + word);
  }

  private static long timeOnDate(String time, String date, ZoneId zone) {
    int hour = Integer.parseInt(time.substring(0, 2));
    int minute = Integer.parseInt(time.substring(3, 5));
    return ZonedDateTime.of(date(date).atTime(hour, minute), zone).toEpochSecond();
  }

  private static LocalDate date(String yyyymmdd) {
    return LocalDate.of(
        Integer.parseInt(yyyymmdd.substring(0, 4)),
        Integer.parseInt(yyyymmdd.substring(4, 6)),
        Integer.parseInt(yyyymmdd.substring(6)));
  }

  private static boolean isDate(String digits) {
    return digits.length() == 8
        && Integer.parseInt(digits.substring(0, 4)) > 1900
        && Integer.parseInt(digits.substring(4, 6)) < 13
        && Integer.parseInt(digits.substring(6)) < 32;
  }

  private static int firstSign(String word) {
    int plus = word.indexOf('+');
    return plus >= 0 ? plus : word.indexOf('-');
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.length() < 19 && text.chars().allMatch(c -> isDigit((char) c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
