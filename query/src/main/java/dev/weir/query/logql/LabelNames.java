package dev.weir.query.logql;

/// Names of labels: letters, digits and underscores, no digit first.
final class LabelNames {
  private LabelNames() {}

  static boolean isNamePart(int c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!first && c >= '0' && c <= '9');
  }

  static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isNamePart(name.charAt(i), i == 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// A key of a log line as a label name: trimmed, what a name cannot hold becomes `_`, before a
  /// digit at the front comes one. Empty when nothing is left.
  static String sanitize(String key) {
    String trimmed = key.strip();
    if (isValid(trimmed) || trimmed.isEmpty()) {
      return trimmed;
    }
    var out = new StringBuilder(trimmed.length() + 1);
    char first = trimmed.charAt(0);
    if (first >= '0' && first <= '9') {
      out.append('_');
    }
    for (int i = 0; i < trimmed.length(); i += Character.charCount(trimmed.codePointAt(i))) {
      int c = trimmed.codePointAt(i);
      out.append(isNamePart(c, false) ? (char) c : '_');
    }
    return out.toString();
  }
}
