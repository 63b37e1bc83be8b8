package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Scan;

/// Splits statsd lines into samples exactly as the reference daemon (etsy/statsd 0.9) does, its
/// JavaScript habits included. No state, no allocation: any thread.
///
/// A line is `key(:value|type[|@rate])*[|#tags]`; each sample of a line is judged on its own, so
/// one may be bad and the next good. The type test of the reference looks at the raw field and its
/// switch at the trimmed one: `-1| ms` is a number, hence valid, and then a timer.
///
/// Where the reference breaks, the sample is bad: a rate of 0 (it adds Infinity), a rate that
/// begins with a blank or sign (it dies with a TypeError).
final class StatsdParser {
  /// Receives what is found. Offsets refer to the array being parsed.
  interface Sink {
    /// A line that is not empty begins: its key is `name` (before the first `:`) and, when
    /// `tagsLength > 0`, tags (after the first `|#`).
    void line(int nameOffset, int nameLength, int tagsOffset, int tagsLength);

    /// Add `amount` (value by 1/rate) to a counter.
    void counter(double amount);

    /// A timer saw `value`, standing for `weight` (1/rate) events.
    void timer(double value, double weight);

    /// Set a gauge, or, when `isSigned` (the value begins with + or -), add to one that exists.
    void gauge(double value, boolean isSigned);

    /// A set saw a member; length 0 stands for the member `0`.
    void member(int offset, int length);

    /// A sample of the current line that is none.
    void bad(Malformed reason);

    /// A line that begins as a DogStatsD event or service check. False to have it parsed like any
    /// other, which makes it a bad one.
    default boolean event(int offset, int length) {
      return false;
    }
  }

  private StatsdParser() {}

  /// Parses all lines in `bytes[offset, offset + length)`.
  static void parse(byte[] bytes, int offset, int length, Sink sink) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (bytes[at] == '\n') {
        at++;
      } else if (bytes[at] == '_' && isEvent(bytes, at, end)) {
        at = event(bytes, at, end, sink);
      } else {
        at = line(bytes, at, end, sink);
      }
    }
  }

  private static boolean isEvent(byte[] bytes, int at, int end) {
    return (end - at > 3 && bytes[at + 1] == 'e' && bytes[at + 2] == '{')
        || (end - at > 4 && bytes[at + 1] == 's' && bytes[at + 2] == 'c' && bytes[at + 3] == '|');
  }

  private static int event(byte[] bytes, int start, int end, Sink sink) {
    int lineEnd = Scan.indexOf(bytes, start, end, (byte) '\n');
    return sink.event(start, lineEnd - start) ? lineEnd : line(bytes, start, end, sink);
  }

  /// Parses one line; returns the position of its line feed or `end`.
  private static int line(byte[] bytes, int start, int end, Sink sink) {
    int at = start;
    int nameEnd = -1;
    while (at < end) {
      byte b = bytes[at];
      if (b == '\n') {
        break;
      }
      if (b == ':' && nameEnd < 0) {
        nameEnd = at;
      } else if (b == '|' && at + 1 < end && bytes[at + 1] == '#') {
        return taggedLine(bytes, start, nameEnd, at, end, sink);
      }
      at++;
    }
    samples(bytes, start, nameEnd, at, at, 0, sink);
    return at;
  }

  private static int taggedLine(
      byte[] bytes, int start, int nameEnd, int partEnd, int end, Sink sink) {
    int tags = partEnd + 2;
    int at = tags;
    int tagsEnd = -1;
    for (; at < end && bytes[at] != '\n'; at++) {
      if (tagsEnd < 0 && bytes[at] == '|' && at + 1 < end && bytes[at + 1] == '#') {
        tagsEnd = at; // further parts are ignored
      }
    }
    samples(bytes, start, nameEnd, partEnd, tags, (tagsEnd < 0 ? at : tagsEnd) - tags, sink);
    return at;
  }

  private static void samples(
      byte[] bytes, int start, int nameEnd, int end, int tags, int tagsLength, Sink sink) {
    if (nameEnd < 0) {
      sink.line(start, end - start, tags, tagsLength);
      sink.bad(Malformed.SYNTAX); // stands for the sample `1`, which has no type
      return;
    }
    sink.line(start, nameEnd - start, tags, tagsLength);
    int at = nameEnd;
    while (at < end) {
      at = sample(bytes, at + 1, end, sink);
    }
  }

  /// Parses `value|type[|@rate[|...]]`; returns the position of the `:` behind it or `end`.
  private static int sample(byte[] bytes, int start, int end, Sink sink) {
    int valueEnd = -1;
    int typeEnd = -1;
    int rateEnd = -1;
    int at = start;
    for (; at < end && bytes[at] != ':'; at++) {
      if (bytes[at] == '|') {
        if (valueEnd < 0) {
          valueEnd = at;
        } else if (typeEnd < 0) {
          typeEnd = at;
        } else if (rateEnd < 0) {
          rateEnd = at;
        }
      }
    }
    if (valueEnd < 0) {
      sink.bad(Malformed.SYNTAX);
      return at;
    }
    double weight = 1;
    if (typeEnd >= 0) {
      weight = weight(bytes, typeEnd + 1, rateEnd < 0 ? at : rateEnd);
      if (weight == 0) {
        sink.bad(Malformed.BAD_RATE);
        return at;
      }
    }
    emit(bytes, start, valueEnd, typeEnd < 0 ? at : typeEnd, weight, sink);
    return at;
  }

  private static void emit(
      byte[] bytes, int start, int valueEnd, int typeEnd, double weight, Sink sink) {
    int typeStart = valueEnd + 1;
    int rawLength = typeEnd - typeStart;
    byte first = rawLength == 0 ? 0 : bytes[typeStart];
    boolean isRawTimer = rawLength == 2 && first == 'm' && bytes[typeStart + 1] == 's';
    if (rawLength == 1 && first == 's') {
      sink.member(start, valueEnd - start);
      return;
    }
    double value = valueEnd == start ? Decimals.INVALID : JsNumbers.parse(bytes, start, valueEnd);
    if (Decimals.isInvalid(value) || (isRawTimer && value < 0)) {
      sink.bad(Malformed.BAD_VALUE);
    } else if (isRawTimer) {
      sink.timer(value, weight);
    } else if (rawLength == 1 && first == 'c') {
      sink.counter(value * weight);
    } else if (rawLength == 1 && first == 'g') {
      sink.gauge(value, bytes[start] == '+' || bytes[start] == '-');
    } else {
      emitTrimmed(bytes, start, valueEnd, typeEnd, value, weight, sink);
    }
  }

  /// Types with blanks around them (a CR before the line feed) and types nobody knows.
  private static void emitTrimmed(
      byte[] bytes, int start, int valueEnd, int typeEnd, double value, double weight, Sink sink) {
    int from = JsNumbers.skipSpace(bytes, valueEnd + 1, typeEnd);
    int to = JsNumbers.trimSpace(bytes, from, typeEnd);
    byte first = from == to ? 0 : bytes[from];
    if (to - from == 2 && first == 'm' && bytes[from + 1] == 's') {
      sink.timer(value, weight);
    } else if (to - from == 1 && first == 'g') {
      sink.gauge(value, bytes[start] == '+' || bytes[start] == '-');
    } else if (to - from == 1 && first == 's') {
      sink.member(start, valueEnd - start);
    } else {
      sink.counter(value * weight);
    }
  }

  /// 1/rate, or 0 when the field is no rate: it must be `@` and a number, of which the leading run
  /// of digits and points is used (`@1e-1` means 1).
  private static double weight(byte[] bytes, int start, int end) {
    if (end - start < 2 || bytes[start] != '@') {
      return 0;
    }
    int from = start + 1;
    int to = from;
    while (to < end && (bytes[to] == '.' || (bytes[to] >= '0' && bytes[to] <= '9'))) {
      to++;
    }
    double rate = Decimals.parse(bytes, from, to);
    if (!(rate > 0)) {
      return 0;
    }
    boolean isNumber = to == end || !Decimals.isInvalid(JsNumbers.parse(bytes, from, end));
    return isNumber ? 1 / rate : 0;
  }
}
