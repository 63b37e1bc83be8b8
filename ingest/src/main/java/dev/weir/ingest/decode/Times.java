package dev.weir.ingest.decode;

/// Times as log protocols write them, to epoch nanoseconds, straight from bytes. Any thread, no
/// allocation.
///
/// Times too far from 1970 for nanoseconds in 64 bits come out as the nearest that fits, which is
/// before 1678 or after 2261 and so outside any window.
public final class Times {
  /// What the parsers return for what is no time.
  public static final long INVALID = Long.MIN_VALUE;

  private static final long NANOS = 1_000_000_000L;
  private static final int[] DAYS_BEFORE = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };

  private Times() {}

  /// RFC 3339 in `bytes[from, to)`, the whole of it: `2026-11-20T21:42:22.028490+00:00`. Tolerated:
  /// a blank or `t` for the `T`, a comma for the point, any number of digits of the fraction
  /// (beyond nine are left out), no seconds, zone as `Z`, `z`, `+hh:mm`, `+hhmm`, `+hh` or none,
  /// which means UTC. A second of 60 is the first of the next minute.
  public static long rfc3339(byte[] bytes, int from, int to) {
    if (to - from < 16
        || bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || bytes[from + 13] != ':') {
      return INVALID;
    }
    int year = digits(bytes, from, 4);
    int month = digits(bytes, from + 5, 2);
    int day = digits(bytes, from + 8, 2);
    int between = bytes[from + 10] | 0x20; // T, t or blank
    if (year < 0 || (between != 't' && between != ' ') || !isDate(year, month, day)) {
      return INVALID;
    }
    return timeOfDay(bytes, from + 11, to, epochDay(year, month, day) * 86_400);
  }

  private static long timeOfDay(byte[] bytes, int from, int to, long midnight) {
    int hour = digits(bytes, from, 2);
    int minute = digits(bytes, from + 3, 2);
    int at = from + 5;
    int second = 0;
    if (at + 3 <= to && bytes[at] == ':') {
      second = digits(bytes, at + 1, 2);
      at += 3;
    }
    if (!isTime(hour, minute, second)) {
      return INVALID;
    }
    int fractionEnd = fractionEnd(bytes, at, to);
    long nanos = fraction(bytes, at, fractionEnd);
    long offset = zoneOffset(bytes, fractionEnd, to);
    if (offset == INVALID) {
      return INVALID;
    }
    return nanos(midnight + hour * 3600L + minute * 60L + second - offset, nanos);
  }

  /// Position after a fraction of a second that begins with a point or comma at `at`; `at` itself
  /// when there is none.
  public static int fractionEnd(byte[] bytes, int at, int to) {
    if (at + 1 >= to || (bytes[at] != '.' && bytes[at] != ',') || !isDigit(bytes[at + 1])) {
      return at;
    }
    int end = at + 1;
    while (end < to && isDigit(bytes[end])) {
      end++;
    }
    return end;
  }

  /// Nanoseconds of the fraction in `bytes[from, to)`, its point included.
  public static long fraction(byte[] bytes, int from, int to) {
    long nanos = 0;
    long unit = NANOS / 10;
    for (int i = from + 1; i < to && unit > 0; i++, unit /= 10) {
      nanos += unit * (bytes[i] - '0');
    }
    return nanos;
  }

  /// Seconds east of UTC, or [#INVALID].
  private static long zoneOffset(byte[] bytes, int at, int to) {
    int length = to - at;
    if (length == 0 || (length == 1 && (bytes[at] | 0x20) == 'z')) {
      return 0;
    }
    boolean hasColon = length == 6 && bytes[at + 3] == ':';
    if ((bytes[at] != '+' && bytes[at] != '-') || (length != 3 && length != 5 && !hasColon)) {
      return INVALID;
    }
    int hours = digits(bytes, at + 1, 2);
    int minutes = length == 3 ? 0 : digits(bytes, hasColon ? at + 4 : at + 3, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return INVALID;
    }
    long seconds = hours * 3600L + minutes * 60L;
    return bytes[at] == '-' ? -seconds : seconds;
  }

  /// An epoch number in `bytes[from, to)`: seconds, milliseconds, microseconds or nanoseconds, told
  /// by its magnitude (seconds below 10^11, the year 5138; each further unit to a thousand times
  /// that), with or without a fraction or an exponent.
  public static long epoch(byte[] bytes, int from, int to) {
    boolean isNegative = from < to && bytes[from] == '-';
    int start = isNegative ? from + 1 : from;
    int at = start;
    long whole = 0;
    while (at < to && isDigit(bytes[at]) && at - start < 19) {
      whole = whole * 10 + (bytes[at++] - '0');
    }
    if (at == start || whole < 0) {
      return INVALID;
    }
    if (at < to && bytes[at] != '.') {
      return epochSlow(bytes, from, to);
    }
    int end = fractionEnd(bytes, at, to);
    if (end < to) {
      return epochSlow(bytes, from, to);
    }
    long unit = unitNanos(whole);
    long ns = times(whole, unit);
    if (at < to) {
      ns = plus(ns, fraction(bytes, at, end) / (NANOS / unit));
    }
    return isNegative ? -ns : ns;
  }

  /// With an exponent, or more digits than fit.
  private static long epochSlow(byte[] bytes, int from, int to) {
    double value = Decimals.parse(bytes, from, to);
    if (Decimals.isInvalid(value)) {
      return INVALID;
    }
    double magnitude = Math.abs(value);
    double unit = magnitude < Long.MAX_VALUE ? unitNanos((long) magnitude) : 1;
    return Math.max((long) (value * unit), INVALID + 1);
  }

  private static long unitNanos(long magnitude) {
    if (magnitude < 100_000_000_000L) {
      return NANOS;
    }
    if (magnitude < 100_000_000_000_000L) {
      return 1_000_000;
    }
    return magnitude < 100_000_000_000_000_000L ? 1_000 : 1;
  }

  /// Epoch nanoseconds of seconds and nanoseconds, at most as far from 1970 as 64 bits reach.
  public static long nanos(long seconds, long nanos) {
    return plus(times(seconds, NANOS), nanos);
  }

  private static long times(long value, long unit) {
    long high = Math.multiplyHigh(value, unit);
    long low = value * unit;
    if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
      return low == INVALID ? INVALID + 1 : low;
    }
    return value < 0 ? INVALID + 1 : Long.MAX_VALUE;
  }

  private static long plus(long ns, long more) {
    long sum = ns + more;
    return ((ns ^ sum) & (more ^ sum)) < 0 ? (more < 0 ? INVALID + 1 : Long.MAX_VALUE) : sum;
  }

  /// The number that `count` digits at `at` write, or -1.
  public static int digits(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      if (!isDigit(bytes[i])) {
        return -1;
      }
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  /// True for a date of the Gregorian calendar.
  public static boolean isDate(int year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  }

  /// True for a time of day; a leap second is one.
  public static boolean isTime(int hour, int minute, int second) {
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
  }

  private static int daysOf(int year, int month) {
    boolean isLeapDay = month == 2 && isLeap(year);
    return DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (isLeapDay ? 1 : 0);
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /// Days since 1970-01-01 of a date.
  public static long epochDay(int year, int month, int day) {
    long before = year - 1L;
    long leapDays =
        Math.floorDiv(before, 4L) - Math.floorDiv(before, 100L) + Math.floorDiv(before, 400L);
    int leapDay = month > 2 && isLeap(year) ? 1 : 0;
    return before * 365 + leapDays + DAYS_BEFORE[month - 1] + leapDay + day - 1 - 719_162;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
