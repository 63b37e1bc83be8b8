package dev.weir.query.http;

/// Label names in paths: UTF-8 names arrive as `U__` and then `_` for each escaped character,
/// `_48_` style with its code in hexadecimal, `__` for `_`. Source: Prometheus,
/// `model.UnescapeName`.
final class NameEscaping {
  private static final String PREFIX = "U__";
  private static final int MAX_HEX_DIGITS = 6;

  private NameEscaping() {}

  /// The name meant; `name` itself when it is not escaped or escaped wrongly.
  static String unescape(String name) {
    if (!name.startsWith(PREFIX)) {
      return name;
    }
    var out = new StringBuilder();
    int at = PREFIX.length();
    while (at < name.length()) {
      char c = name.charAt(at++);
      if (c != '_') {
        out.append(c);
        continue;
      }
      int close = name.indexOf('_', at);
      if (close < 0 || close - at > MAX_HEX_DIGITS) {
        return name;
      }
      if (close == at) {
        out.append('_');
      } else {
        int code = code(name.substring(at, close));
        if (code < 0) {
          return name;
        }
        out.appendCodePoint(code);
      }
      at = close + 1;
    }
    return out.toString();
  }

  private static int code(String hex) {
    int code = 0;
    for (int i = 0; i < hex.length(); i++) {
      int digit = Character.digit(hex.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    return Character.isValidCodePoint(code) && !surrogate ? code : -1;
  }
}
