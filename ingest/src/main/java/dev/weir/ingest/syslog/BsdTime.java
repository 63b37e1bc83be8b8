package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.Scan;
import dev.weir.ingest.decode.Times;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time in front of a BSD syslog message: `Mmm dd hh:mm:ss`, the day padded with a blank or a
/// zero, perhaps a year before or after the time of day, a fraction, a zone word and an asterisk or
/// point in front (Cisco: clock not synchronised); or RFC 3339.
///
/// Without a year it is the year that brings the time nearest to its arrival: a message of 31
/// December that arrives on 1 January is from last year, and a clock that is a little fast on 31
/// December writes next year's. Without a zone the times are `zone`'s.
///
/// One message, one thread.
final class BsdTime {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final int CLOCK_BYTES = 8;

  private final byte[] bytes;
  private final int limit;
  private final long arrivalMs;
  private final ZoneId zone;
  private long ns;
  private int end;

  BsdTime(byte[] bytes, int limit, long arrivalMs, ZoneId zone) {
    this.bytes = bytes;
    this.limit = limit;
    this.arrivalMs = arrivalMs;
    this.zone = zone;
  }

  /// Epoch nanoseconds of the time that was found.
  long ns() {
    return ns;
  }

  /// Position after the time that was found.
  int end() {
    return end;
  }

  /// Reads the time at `start`; false when there is none.
  boolean parse(int start) {
    int at = start;
    if (at < limit && (bytes[at] == '*' || bytes[at] == '.')) {
      at++;
    }
    return at < limit && (isDigit(at) ? rfc3339(at) : bsd(at));
  }

  private boolean rfc3339(int at) {
    int wordEnd = Scan.indexOf(bytes, at, limit, (byte) ' ');
    int timeEnd = wordEnd > at && bytes[wordEnd - 1] == ':' ? wordEnd - 1 : wordEnd;
    ns = Times.rfc3339(bytes, at, timeEnd);
    end = timeEnd;
    return ns != Times.INVALID;
  }

  private boolean bsd(int start) {
    int month = limit - start < 5 || bytes[start + 3] != ' ' ? -1 : month(start);
    if (month < 0) {
      return false;
    }
    int at = start + 4;
    at += bytes[at] == ' ' ? 1 : 0;
    int day = 0;
    int digits = 0;
    for (; at < limit && isDigit(at) && digits < 2; at++, digits++) {
      day = day * 10 + (bytes[at] - '0');
    }
    if (digits == 0 || at >= limit || bytes[at] != ' ') {
      return false;
    }
    int year = -1;
    if (isYear(at)) {
      year = Times.digits(bytes, at + 1, 4);
      at += 5;
    }
    return clock(at, month, day, year);
  }

  private boolean clock(int blank, int month, int day, int yearBefore) {
    int at = blank + 1;
    if (bytes[blank] != ' '
        || limit - at < CLOCK_BYTES
        || bytes[at + 2] != ':'
        || bytes[at + 5] != ':') {
      return false;
    }
    int hour = Times.digits(bytes, at, 2);
    int minute = Times.digits(bytes, at + 3, 2);
    int second = Times.digits(bytes, at + 6, 2);
    if (!Times.isTime(hour, minute, second)) {
      return false;
    }
    int fraction = at + CLOCK_BYTES;
    int after = Times.fractionEnd(bytes, fraction, limit);
    int year = yearBefore;
    int yearEnd = after;
    if (year < 0 && isYear(after)) {
      year = Times.digits(bytes, after + 1, 4);
      yearEnd = after + 5;
    }
    end = zoneWordEnd(yearEnd);
    if (after < limit && end == after && bytes[after] != ' ' && bytes[after] != ':') {
      return false;
    }
    boolean isUtc = end > yearEnd;
    long clock = hour * 3600L + minute * 60L + second;
    return resolve(year, month, day, clock, Times.fraction(bytes, fraction, after), isUtc);
  }

  private boolean resolve(
      int givenYear, int month, int day, long clockSeconds, long nanos, boolean isUtc) {
    int year = givenYear >= 0 ? givenYear : nearestYear(month, day, clockSeconds);
    if (!Times.isDate(year, month, day)) {
      return false;
    }
    long local = Times.epochDay(year, month, day) * 86_400 + clockSeconds;
    long offset = isUtc ? 0 : offset(local);
    ns = Times.nanos(local - offset, nanos);
    return true;
  }

  private int nearestYear(int month, int day, long clockSeconds) {
    int thisYear = Instant.ofEpochMilli(arrivalMs).atOffset(ZoneOffset.UTC).getYear();
    int best = thisYear;
    long bestDistance = Long.MAX_VALUE;
    for (int year = thisYear - 1; year <= thisYear + 1; year++) {
      if (Times.isDate(year, month, day)) {
        long seconds = Times.epochDay(year, month, day) * 86_400 + clockSeconds;
        long distance = Math.abs(seconds - arrivalMs / 1000);
        if (distance < bestDistance) {
          best = year;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  private long offset(long localSeconds) {
    if (zone instanceof ZoneOffset fixed) {
      return fixed.getTotalSeconds();
    }
    LocalDateTime local = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
    return zone.getRules().getOffset(local).getTotalSeconds();
  }

  /// True for a blank and four digits that something other than a digit or colon follows.
  private boolean isYear(int at) {
    if (at + 5 > limit || bytes[at] != ' ' || Times.digits(bytes, at + 1, 4) < 1970) {
      return false;
    }
    return at + 5 == limit || bytes[at + 5] == ' ' || bytes[at + 5] == ':';
  }

  /// Position after ` UTC` or ` GMT` when a colon follows, else `at`. Other zone words name no one
  /// zone; they are left alone and the configured zone holds.
  private int zoneWordEnd(int at) {
    boolean isZone =
        at + 4 < limit
            && bytes[at] == ' '
            && bytes[at + 4] == ':'
            && (is(at + 1, "UTC") || is(at + 1, "GMT"));
    return isZone ? at + 4 : at;
  }

  private boolean is(int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Month 1 to 12 of the three letters at `at`, or -1.
  private int month(int at) {
    for (int i = 0; i < MONTHS.length(); i += 3) {
      if ((bytes[at] | 0x20) == MONTHS.charAt(i)
          && (bytes[at + 1] | 0x20) == MONTHS.charAt(i + 1)
          && (bytes[at + 2] | 0x20) == MONTHS.charAt(i + 2)) {
        return i / 3 + 1;
      }
    }
    return -1;
  }

  private boolean isDigit(int at) {
    return bytes[at] >= '0' && bytes[at] <= '9';
  }
}
