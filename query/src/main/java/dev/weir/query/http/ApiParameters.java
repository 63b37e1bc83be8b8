package dev.weir.query.http;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.Durations;
import dev.weir.query.promql.PromqlParser;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.TimeRange;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the Prometheus API's parameters; a bad one is `invalid parameter "name": ...`.
final class ApiParameters {
  /// Times are kept within this, in either direction, so that sums of them cannot overflow: a
  /// hundred million years.
  private static final long MAX_TIME_MS = 1L << 61;

  /// What Prometheus' own client sends for the earliest and latest time there is.
  private static final String MIN_TIME = "-292273086-05-16T16:47:06Z";

  private static final String MAX_TIME = "292277025-08-18T07:12:54.999999999Z";

  private final RequestParameters parameters;

  ApiParameters(RequestParameters parameters) {
    this.parameters = parameters;
  }

  RequestParameters raw() {
    return parameters;
  }

  String query() {
    return parameters.find("query", "");
  }

  boolean isSet(String name) {
    String value = parameters.find(name);
    return value != null && (value.equals("1") || value.equals("true"));
  }

  boolean wantsStats() {
    return !parameters.find("stats", "").isEmpty();
  }

  /// Epoch milliseconds of a parameter that must be there.
  long timeMs(String name) {
    return timeMs(name, parameters.find(name, ""));
  }

  /// Epoch milliseconds, or `otherwise`.
  long timeMs(String name, long otherwise) {
    String value = parameters.find(name);
    return value == null || value.isEmpty() ? otherwise : timeMs(name, value);
  }

  private static long timeMs(String name, String value) {
    return about(name, () -> parseTimeMs(value));
  }

  /// Seconds as a decimal number, or RFC 3339; rounded to milliseconds.
  static long parseTimeMs(String value) {
    if (value.equals(MIN_TIME)) {
      return -MAX_TIME_MS;
    } else if (value.equals(MAX_TIME)) {
      return MAX_TIME_MS;
    }
    double seconds = number(value);
    if (!Double.isNaN(seconds)) {
      double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
      double millis = whole * 1000 + Math.round((seconds - whole) * 1000);
      return Math.clamp((long) millis, -MAX_TIME_MS, MAX_TIME_MS);
    }
    try {
      return OffsetDateTime.parse(value).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA, "cannot parse \"" + value + "\" to a valid timestamp", e);
    }
  }

  private static double number(String value) {
    if (value.isEmpty() || value.length() > 64 || "0123456789+-.".indexOf(value.charAt(0)) < 0) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// Milliseconds of a duration, or `otherwise`.
  long durationMs(String name, long otherwise) {
    String value = parameters.find(name);
    return value == null || value.isEmpty()
        ? otherwise
        : about(name, () -> Durations.parseParameter(value));
  }

  /// The most that the caller wants; 0 for all.
  int limit() {
    String value = parameters.find("limit");
    if (value == null || value.isEmpty()) {
      return 0;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit < 0) {
        throw invalid("limit", "limit must be non-negative");
      }
      return limit;
    } catch (NumberFormatException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "invalid parameter \"limit\": cannot parse \"" + value + "\" to a number",
          e);
    }
  }

  /// `[start, end]`, everything by default.
  TimeRange range() {
    long start = timeMs("start", -MAX_TIME_MS);
    long end = timeMs("end", MAX_TIME_MS);
    if (end < start) {
      throw invalid("end", "end timestamp must not be before start time");
    }
    return new TimeRange(start, end + 1);
  }

  /// The selectors of `match[]`; one that selects everything when there is none.
  List<List<Matcher>> matches() {
    List<List<Matcher>> all = new ArrayList<>();
    for (String selector : parameters.all("match[]")) {
      List<Matcher> matchers = about("match[]", () -> PromqlParser.parseSelector(selector));
      if (matchers.stream().allMatch(Matcher::matchesEmpty)) {
        throw invalid("match[]", "match[] must contain at least one non-empty matcher");
      }
      all.add(matchers);
    }
    return all;
  }

  @Nullable String find(String name) {
    return parameters.find(name);
  }

  /// Runs `work`; what it says about bad data is said about parameter `name`.
  static <T> T about(String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (QueryException e) {
      if (e.kind() != QueryException.Kind.BAD_DATA) {
        throw e;
      }
      throw new QueryException(
          QueryException.Kind.BAD_DATA, "invalid parameter \"" + name + "\": " + e.text(), e);
    }
  }

  static QueryException invalid(String name, String why) {
    return QueryException.badData("invalid parameter \"" + name + "\": " + why);
  }
}
