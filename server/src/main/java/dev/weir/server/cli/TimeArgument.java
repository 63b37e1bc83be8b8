package dev.weir.server.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// A time on the command line.
final class TimeArgument {
  private TimeArgument() {}

  /// Epoch seconds as the API reads them, from epoch seconds, RFC 3339, `now`, or an offset back
  /// from `nowMs` such as `-90s`, `-1h`, `-7d`.
  static String parse(String text, long nowMs) {
    if (text.equals("now")) {
      return seconds(nowMs);
    }
    if (text.matches("\\d+(\\.\\d+)?")) {
      return text;
    }
    try {
      if (text.startsWith("-")) {
        String amount = text.substring(1).toUpperCase(Locale.ROOT);
        var back = Duration.parse(amount.endsWith("D") ? "P" + amount : "PT" + amount);
        return seconds(nowMs - back.toMillis());
      }
      return seconds(Instant.parse(text).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw new Commands.Failure(
          "not a time: '" + text + "' (write epoch seconds, 2026-11-20T21:00:00Z, or -1h)");
    }
  }

  /// The same in epoch nanoseconds.
  static long nanos(String text, long nowMs) {
    try {
      return new BigDecimal(parse(text, nowMs)).movePointRight(9).longValueExact();
    } catch (ArithmeticException e) {
      throw new Commands.Failure("not a time within range: '" + text + "'");
    }
  }

  static String seconds(long epochMs) {
    return epochMs / 1000 + "." + "%03d".formatted(epochMs % 1000);
  }
}
