package dev.weir.ingest.jsonimport;

import dev.weir.ingest.decode.Utf8;
import org.jspecify.annotations.Nullable;

/// JSON read where it lies: positions in, positions out, nothing allocated but strings that are
/// asked for. [#FAILED] in place of a position means that there is no valid value. Nesting is
/// followed to [#MAX_DEPTH].
///
/// Lenient in what cannot be misunderstood: any word of letters and digits passes [#skip], whoever
/// needs the value parses it.
final class Json {
  static final int FAILED = -1;
  static final int MAX_DEPTH = 16;

  private Json() {}

  /// Position of the first byte that is no white space, or `end`.
  static int skipSpace(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
    return at;
  }

  /// Position after the value at `at`.
  static int skip(byte[] bytes, int at, int end) {
    if (at >= end) {
      return FAILED;
    }
    return switch (bytes[at]) {
      case '"' -> skipString(bytes, at, end);
      case '{', '[' -> skipNested(bytes, at, end);
      default -> skipWord(bytes, at, end);
    };
  }

  /// Position after the string whose opening quote is at `at`.
  static int skipString(byte[] bytes, int at, int end) {
    for (int i = at + 1; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        return i + 1;
      }
      if (b == '\\') {
        i++;
      } else if (b == '\n') {
        return FAILED;
      }
    }
    return FAILED;
  }

  /// Position after a number, `true`, `false` or `null`.
  private static int skipWord(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && isWord(bytes[at])) {
      at++;
    }
    return at == start ? FAILED : at;
  }

  private static boolean isWord(byte b) {
    return (b >= '0' && b <= '9')
        || b == '.'
        || b == '-'
        || b == '+'
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z');
  }

  /// Position after the object or array at `at`; brackets must match, the rest is left to those who
  /// read it.
  private static int skipNested(byte[] bytes, int start, int end) {
    long closers = 0; // a bit per level: 1 for an object
    int depth = 0;
    for (int at = start; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> {
          if (++depth > MAX_DEPTH) {
            return FAILED;
          }
          closers = (closers << 1) | (bytes[at] == '{' ? 1 : 0);
        }
        case '}', ']' -> {
          if ((closers & 1) != (bytes[at] == '}' ? 1 : 0)) {
            return FAILED;
          }
          closers >>>= 1;
          if (--depth == 0) {
            return at + 1;
          }
        }
        case '"' -> {
          at = skipString(bytes, at, end) - 1;
          if (at < 0) {
            return FAILED;
          }
        }
        case '\n' -> {
          return FAILED;
        }
        default -> {}
      }
    }
    return FAILED;
  }

  /// True when `bytes[from, to)` is `text`, which is ASCII.
  static boolean is(byte[] bytes, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The string in `bytes[from, to)`, quotes included; null when it is malformed.
  static @Nullable String string(byte[] bytes, int from, int to) {
    String raw = Utf8.decode(bytes, from + 1, to - from - 2);
    return raw == null || raw.indexOf('\\') < 0 ? raw : unescape(raw);
  }

  private static @Nullable String unescape(String raw) {
    var text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      c = ++i < raw.length() ? raw.charAt(i) : 0;
      switch (c) {
        case '"', '\\', '/' -> text.append(c);
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          int unit = hex(raw, i + 1);
          if (unit < 0) {
            return null;
          }
          text.append((char) unit);
          i += 4;
        }
        default -> {
          return null;
        }
      }
    }
    return isText(text) ? text.toString() : null;
  }

  private static int hex(String raw, int at) {
    if (at + 4 > raw.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(raw.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }

  /// True when surrogates come in pairs.
  private static boolean isText(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
