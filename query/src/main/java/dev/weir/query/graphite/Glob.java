package dev.weir.query.graphite;

/// Graphite globs as RE2 expressions: `*` any run without a dot, `?` one character but a dot,
/// `[a-z]` and `[!a-z]` classes, `{a,b}` alternatives (which may hold globs).
final class Glob {
  private Glob() {}

  static boolean hasWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if ("*?[{".indexOf(pattern.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The expression for a whole path or node; unbalanced brackets and braces stand for themselves.
  static String toRegex(String glob) {
    var out = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> out.append("[^.]*");
        case '?' -> out.append("[^.]");
        case '[' -> {
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            out.append("\\[");
          } else {
            String members = glob.substring(i + 1, end);
            boolean negated = members.startsWith("!") || members.startsWith("^");
            String set = negated ? members.substring(1) : members;
            out.append(negated ? "[^" : "[").append(set.replace("\\", "\\\\")).append(']');
            i = end;
          }
        }
        case '{' -> {
          if (glob.indexOf('}', i) < 0) {
            out.append("\\{");
          } else {
            out.append("(?:");
            braces++;
          }
        }
        case '}' -> {
          if (braces > 0) {
            out.append(')');
            braces--;
          } else {
            out.append("\\}");
          }
        }
        case ',' -> out.append(braces > 0 ? "|" : ",");
        case '\\' -> {
          if (i + 1 < glob.length()) {
            i++;
            quote(out, glob.charAt(i));
          } else {
            out.append("\\\\");
          }
        }
        default -> quote(out, c);
      }
    }
    return out.toString();
  }

  private static void quote(StringBuilder out, char c) {
    if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
      out.append('\\');
    }
    out.append(c);
  }
}
