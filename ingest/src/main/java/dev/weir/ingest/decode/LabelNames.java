package dev.weir.ingest.decode;

/// Makes label names, `[a-zA-Z_][a-zA-Z0-9_]*`, of names that are not: every other character
/// becomes `_`, a leading digit gets one in front. LogQL can name no others.
public final class LabelNames {
  private LabelNames() {}

  /// True for a name that needs no change.
  public static boolean isValid(String name) {
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isWord(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// The name itself where it is one, else the nearest that is; the empty string becomes `_`.
  public static String of(String name) {
    if (isValid(name)) {
      return name;
    }
    var out = new StringBuilder(name.length() + 1);
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      out.append('_');
    }
    for (int i = 0; i < name.length(); i++) {
      out.append(isWord(name.charAt(i)) ? name.charAt(i) : '_');
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
  }
}
