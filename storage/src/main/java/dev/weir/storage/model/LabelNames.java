package dev.weir.storage.model;

/// Label names as PromQL and LogQL can write them: `[a-zA-Z_][a-zA-Z0-9_]*`.
public final class LabelNames {
  private LabelNames() {}

  /// True for a character, or code point, of a name; no digit at the front.
  public static boolean isNamePart(int c, boolean isFirst) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!isFirst && c >= '0' && c <= '9');
  }

  /// True for a name that needs no change.
  public static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isNamePart(name.charAt(i), i == 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// The name itself where it is one, else the nearest that is: every other code point becomes `_`,
  /// a leading digit gets one in front, the empty string becomes `_`.
  public static String of(String name) {
    if (isValid(name)) {
      return name;
    }
    var out = new StringBuilder(name.length() + 1);
    if (name.isEmpty() || isNamePart(name.charAt(0), false) != isNamePart(name.charAt(0), true)) {
      out.append('_');
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int c = name.codePointAt(i);
      out.append(isNamePart(c, false) ? (char) c : '_');
    }
    return out.toString();
  }
}
