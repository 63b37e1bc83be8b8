package dev.weir.query.http;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.Durations;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/// Reads the parameters of Loki's API as Loki does, with its words for bad ones. Times are epoch
/// nanoseconds.
final class LokiParameters {
  /// The most lines that one query may ask for: Loki's default of `max_entries_limit_per_query`.
  static final int MAX_ENTRIES = 5000;

  static final long SECOND = 1_000_000_000;
  private static final long MS = 1_000_000;

  /// Times are kept within this, in either direction, so that adding a range cannot overflow: the
  /// year 2116. Loki's own times end in 2262.
  private static final long MAX_TIME_NS = 1L << 62;

  private static final int DEFAULT_LIMIT = 100;
  private static final int STEPS_BY_DEFAULT = 250;

  private final RequestParameters parameters;
  private final long nowNs;

  LokiParameters(RequestParameters parameters, long nowMs) {
    this.parameters = parameters;
    this.nowNs = nowMs * MS;
  }

  /// `[startNs, endNs]` as they were asked for.
  record Bounds(long startNs, long endNs) {}

  String query() {
    return parameters.find("query", "");
  }

  String find(String name) {
    return parameters.find(name, "");
  }

  List<String> all(String... names) {
    return parameters.all(names);
  }

  boolean isSet(String name) {
    String value = parameters.find(name, "");
    return value.equals("1") || value.equals("true");
  }

  long timeNs(String name, long otherwise) {
    String value = parameters.find(name, "");
    return value.isEmpty() ? otherwise : timeNs(name, value);
  }

  long instantNs() {
    return timeNs("time", nowNs);
  }

  /// `start` and `end`; without a start, `since` before the end, which is `sinceNs` by default.
  Bounds bounds(long sinceNs) {
    String since = parameters.find("since", "");
    long sinceAsked = since.isEmpty() ? sinceNs : sinceNs(since);
    long endNs = timeNs("end", nowNs);
    long startNs = timeNs("start", Math.min(endNs, nowNs) - sinceAsked);
    if (endNs < startNs) {
      throw QueryException.badData("end timestamp must not be before or equal to start time");
    }
    return new Bounds(startNs, endNs);
  }

  private static long sinceNs(String since) {
    long ms = Durations.parse(since);
    if (ms < 0) {
      throw QueryException.badData(
          "could not parse 'since' parameter: not a valid duration string: \"" + since + "\"");
    }
    return clamp(ms * (double) MS);
  }

  private static long timeNs(String name, String value) {
    try {
      return parseTimeNs(value);
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "could not parse '"
              + name
              + "' parameter: strconv.ParseInt: parsing \""
              + value
              + "\": invalid syntax",
          e);
    }
  }

  /// A number with a point is seconds, rounded to milliseconds; a whole one of up to ten characters
  /// seconds, a longer one nanoseconds; else RFC 3339. Source: Loki, `pkg/loghttp/params.go`.
  static long parseTimeNs(String value) {
    if (value.indexOf('T') < 0) {
      if (value.indexOf('.') >= 0) {
        double seconds = Durations.seconds(value);
        double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
        return clamp(whole * SECOND + Math.round((seconds - whole) * 1000) * (double) MS);
      }
      long number = Long.parseLong(value);
      return value.length() <= 10
          ? clamp((double) number * SECOND)
          : Math.clamp(number, -MAX_TIME_NS, MAX_TIME_NS);
    }
    var instant = OffsetDateTime.parse(value).toInstant();
    long seconds =
        Math.clamp(instant.getEpochSecond(), -MAX_TIME_NS / SECOND, MAX_TIME_NS / SECOND);
    return seconds * SECOND + instant.getNano();
  }

  private static long clamp(double nanos) {
    return Math.clamp((long) nanos, -MAX_TIME_NS, MAX_TIME_NS);
  }

  /// The step of a range query; a 250th of the range when none is given, at least a second.
  long stepNs(Bounds bounds) {
    String step = parameters.find("step", "");
    if (step.isEmpty()) {
      long seconds = (bounds.endNs() - bounds.startNs()) / SECOND / STEPS_BY_DEFAULT;
      return Math.max(1, seconds) * SECOND;
    }
    long nanos = durationNs(step);
    if (nanos <= 0) {
      throw QueryException.badData(
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    return nanos;
  }

  /// Least time between two lines, 0 for all of them.
  long intervalNs() {
    String interval = parameters.find("interval", "");
    if (interval.isEmpty()) {
      return 0;
    }
    long nanos = durationNs(interval);
    if (nanos < 0) {
      throw QueryException.badData("interval must be >= 0");
    }
    return nanos;
  }

  /// Seconds as a decimal number, or a duration.
  private static long durationNs(String text) {
    try {
      double nanos = Durations.seconds(text) * SECOND;
      if (!(Math.abs(nanos) < MAX_TIME_NS)) {
        throw QueryException.badData(
            "cannot parse \"" + text + "\" to a valid duration. It overflows int64");
      }
      return (long) nanos;
    } catch (NumberFormatException e) {
      long ms = Durations.parse(text);
      if (ms < 0) {
        throw new QueryException(
            QueryException.Kind.BAD_DATA, "cannot parse \"" + text + "\" to a valid duration", e);
      }
      return clamp(ms * (double) MS);
    }
  }

  /// The most entries, or series, wanted.
  int limit() {
    return count("limit", DEFAULT_LIMIT);
  }

  /// A number above zero.
  int count(String name, int otherwise) {
    String limit = parameters.find(name, "");
    if (limit.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(limit);
      if (number <= 0) {
        throw QueryException.badData(name + " must be a positive value");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "strconv.Atoi: parsing \"" + limit + "\": invalid syntax",
          e);
    }
  }

  /// As [#limit], for lines.
  int entryLimit() {
    int limit = limit();
    if (limit > MAX_ENTRIES) {
      throw QueryException.badData(
          "max entries limit per query exceeded, limit > max_entries_limit_per_query ("
              + limit
              + " > "
              + MAX_ENTRIES
              + ")");
    }
    return limit;
  }

  boolean isForward() {
    String direction = parameters.find("direction", "backward");
    return switch (direction.toUpperCase(Locale.ROOT)) {
      case "FORWARD" -> true;
      case "BACKWARD" -> false;
      default -> throw QueryException.badData("invalid direction '" + direction + "'");
    };
  }
}
