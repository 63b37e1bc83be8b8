package dev.weir.query.logql.template;

import dev.weir.query.template.GoFormat;
import dev.weir.query.template.GoTime;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions over times. The zone is UTC, whatever the machine's.
final class TimeFunctions {
  private static final long SECOND_NS = 1_000_000_000L;

  private TimeFunctions() {}

  static void addTo(Map<String, TemplateFunction> table) {
    put(table, "__timestamp__", 0, (args, source) -> at(LineTemplates.line(source).timestampNs()));
    put(table, "now", 0, (args, source) -> ZonedDateTime.now(ZoneOffset.UTC));
    put(
        table,
        "date",
        2,
        (args, source) -> GoTime.format(TemplateFunction.text(args, 0), time(args[1])));
    put(
        table,
        "toDate",
        2,
        (args, source) ->
            GoTime.parse(
                TemplateFunction.text(args, 0), TemplateFunction.text(args, 1), ZoneOffset.UTC));
    put(
        table,
        "toDateInZone",
        3,
        (args, source) ->
            GoTime.parse(
                TemplateFunction.text(args, 0),
                TemplateFunction.text(args, 2),
                GoTime.zone(TemplateFunction.text(args, 1))));
    put(table, "unixEpoch", 1, (args, source) -> "" + time(args[0]).toEpochSecond());
    put(
        table,
        "unixEpochMillis",
        1,
        (args, source) -> "" + time(args[0]).toInstant().toEpochMilli());
    put(table, "unixEpochNanos", 1, (args, source) -> "" + nanos(time(args[0])));
    put(table, "unixToTime", 1, (args, source) -> unixToTime(TemplateFunction.text(args, 0)));
  }

  private static void put(
      Map<String, TemplateFunction> table, String name, int count, TemplateFunction function) {
    table.put(name, TemplateFunction.of(name, count, function));
  }

  private static ZonedDateTime at(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND_NS), Math.floorMod(nanos, SECOND_NS))
        .atZone(ZoneOffset.UTC);
  }

  private static long nanos(ZonedDateTime time) {
    return time.toEpochSecond() * SECOND_NS + time.getNano();
  }

  private static ZonedDateTime time(@Nullable Object value) {
    return switch (value) {
      case ZonedDateTime time -> time;
      case Long seconds -> seconds(seconds);
      case null, default ->
          throw new TemplateException(
              "wrong type for value; expected time.Time; got " + GoFormat.type(value));
    };
  }

  private static ZonedDateTime seconds(long seconds) {
    long limit = 253_402_300_799L; // the end of the year 9999
    return Instant.ofEpochSecond(Math.clamp(seconds, -limit, limit)).atZone(ZoneOffset.UTC);
  }

  /// Days, seconds, milliseconds, microseconds or nanoseconds, by the number of digits.
  private static ZonedDateTime unixToTime(String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TemplateException("unable to parse time: " + text);
    }
    return switch (text.length()) {
      case 5 -> seconds(number * 86_400);
      case 10 -> seconds(number);
      case 13 -> at(number * 1_000_000);
      case 16 -> at(number * 1000);
      case 19 -> at(number);
      default -> throw new TemplateException("unable to parse time: " + text);
    };
  }
}
