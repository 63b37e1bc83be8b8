package dev.weir.query.logql;

import dev.weir.storage.bytes.ByteSearch;
import dev.weir.storage.model.LabelNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// A pattern of literals and captures: `<ip> - <_> "<method>`, for the parser `pattern` and for the
/// filters `|>` and `!>`. Literals are compared byte by byte. Immutable.
final class LinePattern {
  /// The name of a capture that is thrown away.
  static final String UNNAMED = "_";

  /// Literals before each capture, and after the last one; some may be empty.
  private final byte[][] literals;

  private final ByteSearch[] searches; // for the literals, in order

  private final String[] captures;

  private LinePattern(byte[][] literals, String[] captures) {
    this.literals = literals;
    searches = Arrays.stream(literals).map(ByteSearch::new).toArray(ByteSearch[]::new);
    this.captures = captures;
  }

  /// A pattern that names what it captures. Throws `IllegalArgumentException` with Loki's reason.
  static LinePattern forParser(String text) {
    LinePattern pattern = parse(text);
    var names = new HashSet<String>();
    for (String name : pattern.captures) {
      if (!name.equals(UNNAMED) && !names.add(name)) {
        throw new IllegalArgumentException(
            "duplicate capture name (" + name + "): invalid expression");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("at least one capture is required");
    }
    return pattern;
  }

  /// A pattern that whole lines are compared with, with `<_>` only.
  static LinePattern forFilter(String text) {
    LinePattern pattern = parse(text);
    for (String name : pattern.captures) {
      if (!name.equals(UNNAMED)) {
        throw new IllegalArgumentException("named captures are not allowed");
      }
    }
    return pattern;
  }

  private static LinePattern parse(String text) {
    List<byte[]> literals = new ArrayList<>();
    List<String> captures = new ArrayList<>();
    int literalStart = 0;
    int at = 0;
    while (at < text.length()) {
      int close = captureEnd(text, at);
      if (close < 0) {
        at++;
        continue;
      }
      if (literalStart == at && !captures.isEmpty()) {
        throw new IllegalArgumentException("found consecutive capture: invalid expression");
      }
      literals.add(text.substring(literalStart, at).getBytes(StandardCharsets.UTF_8));
      captures.add(text.substring(at + 1, close));
      at = close + 1;
      literalStart = at;
    }
    literals.add(text.substring(literalStart).getBytes(StandardCharsets.UTF_8));
    return new LinePattern(literals.toArray(byte[][]::new), captures.toArray(String[]::new));
  }

  /// Where the capture that begins at `at` closes, or -1 when none begins there.
  private static int captureEnd(String text, int at) {
    if (text.charAt(at) != '<') {
      return -1;
    }
    int end = at + 1;
    while (end < text.length() && LabelNames.isNamePart(text.charAt(end), end == at + 1)) {
      end++;
    }
    return end > at + 1 && end < text.length() && text.charAt(end) == '>' ? end : -1;
  }

  /// Number of captures, unnamed ones included.
  int captures() {
    return captures.length;
  }

  /// The name of a capture.
  String name(int index) {
    return captures[index];
  }

  /// Literals that every line of this pattern has.
  List<String> wanted() {
    List<String> wanted = new ArrayList<>();
    for (byte[] literal : literals) {
      if (literal.length > 0) {
        wanted.add(new String(literal, StandardCharsets.UTF_8));
      }
    }
    return wanted;
  }

  /// Finds the captures of a line: start and end of capture `i` go to `places[2 * i]` and `places[2
  /// * i + 1]`. Answers how many were found: a line that does not start as the pattern has none,
  ///   one that ends early has its rest in the last one.
  int capture(byte[] text, int from, int to, int[] places) {
    if (from == to || !startsWith(text, from, to, literals[0])) {
      return 0;
    }
    int at = from + literals[0].length;
    for (int i = 0; i < captures.length; i++) {
      byte[] literal = literals[i + 1];
      places[2 * i] = at;
      int end = literal.length == 0 ? to : searches[i + 1].indexIn(text, at, to);
      if (end < 0) {
        places[2 * i + 1] = to;
        return i + 1;
      }
      places[2 * i + 1] = end;
      at = end + literal.length;
    }
    return captures.length;
  }

  /// True when the whole line is of this pattern, each capture standing for at least one byte.
  boolean matches(byte[] text, int from, int to) {
    if (from == to || isEmpty()) {
      return from == to && isEmpty();
    }
    int at = from;
    for (int i = 0; i < literals.length; i++) {
      byte[] literal = literals[i];
      if (literal.length == 0) {
        continue;
      }
      int found = searches[i].indexIn(text, at, to);
      if (found < 0 || (i != 0 && found == at)) {
        return false;
      }
      at = found + literal.length;
    }
    boolean endsInCapture = literals[literals.length - 1].length == 0;
    return endsInCapture == at < to;
  }

  private boolean isEmpty() {
    return captures.length == 0 && literals[0].length == 0;
  }

  private static boolean startsWith(byte[] text, int from, int to, byte[] wanted) {
    return to - from >= wanted.length
        && Arrays.equals(text, from, from + wanted.length, wanted, 0, wanted.length);
  }
}
