package dev.weir.query.logql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Escapes of JSON strings, outside JSON.
final class JsonStrings {
  private JsonStrings() {}

  /// What the bytes between the quotes mean; null when an escape is malformed.
  static @Nullable String unescape(byte[] text, int from, int to) {
    var out = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      byte c = text[at++];
      if (c != '\\') {
        out.write(c);
        continue;
      }
      if (at == to) {
        return null;
      }
      int simple = "\"\\/'bfnrt".indexOf(text[at]);
      if (simple >= 0) {
        out.write("\"\\/'\b\f\n\r\t".charAt(simple));
        at++;
      } else if (text[at] == 'u') {
        int code = unicode(text, at - 1, to);
        if (code < 0) {
          return null;
        }
        at += 5;
        if (Character.isHighSurrogate((char) code)) {
          int low = unicode(text, at, to);
          if (low >= 0 && Character.isLowSurrogate((char) low)) {
            code = Character.toCodePoint((char) code, (char) low);
            at += 6;
          }
        }
        boolean alone = code >= 0xd800 && code < 0xe000;
        out.writeBytes(Character.toString(alone ? 0xfffd : code).getBytes(StandardCharsets.UTF_8));
      } else {
        return null;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The number of the escape `\\uXXXX` at `at`, or -1 when there is none.
  private static int unicode(byte[] text, int at, int to) {
    if (at + 6 > to || text[at] != '\\' || text[at + 1] != 'u') {
      return -1;
    }
    int code = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
