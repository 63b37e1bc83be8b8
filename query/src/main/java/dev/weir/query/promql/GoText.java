package dev.weir.query.promql;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Texts as Go writes and reads them, which is what PromQL's strings and messages are made of.
///
/// A byte that is not UTF-8 (from `"\xc5"`) is kept as the lone surrogate `U+DC00 + byte`, so that
/// it stays distinct and can be reported.
public final class GoText {
  private static final String SIMPLE = "abfnrtv\\'\"";
  private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b\\'\"";

  private GoText() {}

  /// `text` in double quotes, escaped.
  public static String quote(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int simple = SIMPLE_VALUES.indexOf(c);
      if (simple >= 0 && c != '\'') {
        out.append('\\').append(SIMPLE.charAt(simple));
      } else if (isRawByte(text, i)) {
        out.append(String.format("\\x%02x", c - 0xdc00));
      } else if (c < ' ' || c == 0x7f) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// `text` within the query of a URL, as `url.QueryEscape` writes it.
  public static String escapeQuery(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /// One character as Go's `%q` writes it.
  static String quoteChar(int c) {
    return switch (c) {
      case '\n' -> "'\\n'";
      case '\t' -> "'\\t'";
      case '\r' -> "'\\r'";
      case '\\' -> "'\\\\'";
      case '\'' -> "'\\''";
      default -> "'" + Character.toString(c) + "'";
    };
  }

  /// True when `text` holds no byte that was not UTF-8.
  public static boolean isValidUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isRawByte(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRawByte(String text, int i) {
    return Character.isLowSurrogate(text.charAt(i))
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /// What stands between the quotes of `literal`. Throws `IllegalArgumentException` with Go's
  /// message when an escape is malformed.
  public static String unquote(String literal) {
    char quote = literal.charAt(0);
    String body = literal.substring(1, literal.length() - 1);
    if (quote == '`') {
      return body.replace("\r", "");
    }
    if (body.indexOf('\\') < 0) {
      return body;
    }
    return new Unquoter(body, quote).run();
  }

  private static final class Unquoter {
    private final String body;
    private final char quote;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;

    Unquoter(String body, char quote) {
      this.body = body;
      this.quote = quote;
    }

    String run() {
      while (at < body.length()) {
        int c = body.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
          put(c);
        } else {
          escape();
        }
      }
      return decode(out.toByteArray());
    }

    private void escape() {
      if (at == body.length()) {
        throw invalid();
      }
      char kind = body.charAt(at++);
      int simple = SIMPLE.indexOf(kind);
      if ((kind == '\'' || kind == '"') && kind != quote) {
        throw invalid();
      } else if (simple >= 0) {
        put(SIMPLE_VALUES.charAt(simple));
      } else if (kind == 'x') {
        out.write(digits(2, 16));
      } else if (kind == 'u' || kind == 'U') {
        int code = digits(kind == 'u' ? 4 : 8, 16);
        if (!Character.isValidCodePoint(code) || (code >= 0xd800 && code < 0xe000)) {
          throw invalid();
        }
        put(code);
      } else if (kind >= '0' && kind <= '7') {
        at--;
        int value = digits(3, 8);
        if (value > 255) {
          throw invalid();
        }
        out.write(value);
      } else {
        throw invalid();
      }
    }

    private int digits(int count, int radix) {
      if (at + count > body.length()) {
        throw invalid();
      }
      int value = 0;
      for (int i = 0; i < count; i++) {
        int digit = Character.digit(body.charAt(at++), radix);
        if (digit < 0) {
          throw invalid();
        }
        value = value * radix + digit;
      }
      return value;
    }

    private void put(int codePoint) {
      byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
    }

    private static IllegalArgumentException invalid() {
      return new IllegalArgumentException("invalid syntax");
    }
  }

  private static String decode(byte[] bytes) {
    var out = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int length = sequenceLength(bytes, at);
      if (length == 0) {
        out.append((char) (0xdc00 + (bytes[at++] & 0xff)));
      } else {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return out.toString();
  }

  private static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
