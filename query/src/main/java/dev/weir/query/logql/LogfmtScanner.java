package dev.weir.query.logql;

/// Reads `key=value key2="value 2" key3` pair by pair. A mistake costs its pair, not the line.
/// Source of the rules: go-logfmt as Loki changed it. One thread.
final class LogfmtScanner {
  private final ValueCache values = new ValueCache();
  private byte[] text = {};
  private int lineStart;
  private int end;
  private int at;
  private int keyFrom;
  private int keyTo;
  private String value = "";
  private int valueFrom;
  private int valueTo;
  private boolean isDecoded;
  private String error = "";

  /// Begins with the line in `[from, to)`.
  void start(byte[] line, int from, int to) {
    text = line;
    lineStart = from;
    at = from;
    end = to;
    error = "";
  }

  boolean isAtEnd() {
    return at >= end;
  }

  /// The mistake found last, empty when there is none.
  String error() {
    return error;
  }

  byte[] text() {
    return text;
  }

  int keyFrom() {
    return keyFrom;
  }

  int keyTo() {
    return keyTo;
  }

  boolean isValueEmpty() {
    return isDecoded ? value.isEmpty() : valueFrom == valueTo;
  }

  /// The value, decoded; empty for a bare key, and when it is not UTF-8.
  String value() {
    String found = isDecoded ? value : values.text(text, valueFrom, valueTo);
    return found.indexOf('\ufffd') >= 0 ? "" : found;
  }

  /// Goes to the next pair. False at the end of the line and after a mistake, which [#isAtEnd()]
  /// tells apart.
  boolean next() {
    keyFrom = 0;
    keyTo = 0;
    valueFrom = 0;
    valueTo = 0;
    isDecoded = false;
    while (at < end && isBlank(text[at])) {
      at++;
    }
    if (at == end) {
      return false;
    }
    keyFrom = at;
    while (at < end && !isBlank(text[at]) && text[at] != '=' && text[at] != '"') {
      at++;
    }
    keyTo = at;
    if (at == end || isBlank(text[at])) {
      return true;
    }
    if (text[at] == '"' || keyTo == keyFrom) {
      return unexpected();
    }
    at++;
    if (at == end || isBlank(text[at])) {
      return true;
    }
    return text[at] == '"' ? quotedValue() : plainValue();
  }

  private boolean plainValue() {
    valueFrom = at;
    while (at < end && !isBlank(text[at])) {
      if (text[at] == '=' || text[at] == '"') {
        return unexpected();
      }
      at++;
    }
    valueTo = at;
    return true;
  }

  private boolean quotedValue() {
    int open = at;
    boolean escaped = false;
    for (int i = at + 1; i < end; i++) {
      byte c = text[i];
      if (c == '\\') {
        escaped = true;
        i++;
      } else if (c == '"') {
        at = i + 1;
        if (!escaped) {
          valueFrom = open + 1;
          valueTo = i;
          return true;
        }
        String decoded = JsonStrings.unescape(text, open + 1, i);
        if (decoded == null) {
          error = describe("invalid quoted value");
          return false;
        }
        isDecoded = true;
        value = decoded;
        return true;
      }
    }
    at = end;
    error = describe("unterminated quoted value");
    return false;
  }

  private boolean unexpected() {
    char c = (char) text[at];
    error = describe("unexpected '" + c + "'");
    while (at < end && !isBlank(text[at])) {
      at++;
    }
    return false;
  }

  private String describe(String what) {
    return "logfmt syntax error at pos " + (at - lineStart + 1) + " : " + what;
  }

  private static boolean isBlank(byte c) {
    return c >= 0 && c <= ' ';
  }
}
