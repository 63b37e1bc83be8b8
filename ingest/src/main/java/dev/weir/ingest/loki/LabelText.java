package dev.weir.ingest.loki;

/// Reads labels as protobuf pushes carry them, `{a="b", c="d"}`: blanks anywhere between tokens, a
/// comma after the last pair, strings in quotes with the escapes of Go or in backquotes without.
///
/// One text, one thread.
final class LabelText {
  private final String text;
  private final StreamLabels labels;
  private int at;

  private LabelText(String text, StreamLabels labels) {
    this.text = text;
    this.labels = labels;
  }

  /// Adds the labels in `text` to `labels`, or the problem.
  static void read(String text, StreamLabels labels) {
    var reading = new LabelText(text, labels);
    if (!reading.isRead()) {
      labels.fail("error parsing labels: " + text + ", at " + (reading.at + 1));
    }
  }

  private boolean isRead() {
    if (!take('{')) {
      return false;
    }
    while (!take('}')) {
      if (!pair() || (!take(',') && peek() != '}')) {
        return false;
      }
    }
    skipBlanks();
    return at == text.length();
  }

  private boolean pair() {
    skipBlanks();
    int start = at;
    while (at < text.length() && "=!~,{} \t\n\r\"`".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(start, at);
    if (name.isEmpty() || !take('=')) {
      return false;
    }
    var value = new StringBuilder();
    if (!(peek() == '`' ? raw(value) : quoted(value))) {
      return false;
    }
    labels.add(name, value.toString());
    return true;
  }

  private boolean raw(StringBuilder value) {
    int close = text.indexOf('`', at + 1);
    if (close < 0) {
      return false;
    }
    value.append(text, at + 1, close);
    at = close + 1;
    return true;
  }

  private boolean quoted(StringBuilder value) {
    if (!take('"')) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c != '\\') {
        value.append(c);
      } else if (!escape(value)) {
        return false;
      }
    }
    return false;
  }

  private boolean escape(StringBuilder value) {
    char c = at < text.length() ? text.charAt(at++) : 0;
    switch (c) {
      case '"', '\\', '\'' -> value.append(c);
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'v' -> value.append('\u000b');
      case 'x' -> {
        return number(2, 16, value);
      }
      case 'u' -> {
        return number(4, 16, value);
      }
      case 'U' -> {
        return number(8, 16, value);
      }
      case '0', '1', '2', '3' -> {
        at--;
        return number(3, 8, value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// A code point of `digits` digits.
  private boolean number(int digits, int radix, StringBuilder value) {
    if (at + digits > text.length()) {
      return false;
    }
    long codePoint = 0;
    for (int end = at + digits; at < end; at++) {
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0) {
        return false;
      }
      codePoint = codePoint * radix + digit;
    }
    if (codePoint > Character.MAX_CODE_POINT
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
      return false;
    }
    value.appendCodePoint((int) codePoint);
    return true;
  }

  /// Takes `wanted` if it is next, blanks left aside.
  private boolean take(char wanted) {
    if (peek() == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private char peek() {
    skipBlanks();
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
