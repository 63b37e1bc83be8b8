package dev.weir.storage.metrics.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be known of an anchored regular expression (RE2) without running it: that it is an
/// alternation of literals, or begins with a literal. Where in doubt it says less, never something
/// wrong.
///
/// @param literals the strings it matches and no others; null when it is no such list
/// @param prefix what every match begins with; empty when unknown
/// @param rest what follows the prefix, as written
record RegexShape(@Nullable List<String> literals, String prefix, String rest) {
  private static final String META = "\\.+*?()|[]{}^$";
  private static final String QUANTIFIERS = "*+?{";

  /// True when the expression is the prefix followed by anything.
  boolean isPrefixAndAnything() {
    return rest.equals(".*");
  }

  /// True when the expression is the prefix followed by at least one character.
  boolean isPrefixAndSomething() {
    return rest.equals(".+");
  }

  static RegexShape of(String regex) {
    String inner = withoutGroup(regex);
    List<String> branches = branches(inner);
    if (branches == null) {
      return new RegexShape(null, "", regex);
    }
    var literals = new ArrayList<String>();
    for (String branch : branches) {
      var text = new StringBuilder();
      if (literalRun(branch, text) < branch.length()) {
        return branches.size() == 1 ? prefixed(inner) : new RegexShape(null, "", regex);
      }
      literals.add(text.toString());
    }
    return new RegexShape(List.copyOf(literals), "", inner);
  }

  private static RegexShape prefixed(String regex) {
    var text = new StringBuilder();
    int end = literalRun(regex, text);
    return new RegexShape(null, text.toString(), regex.substring(end));
  }

  /// Appends the literal text that `regex` begins with and returns how much of it that was.
  private static int literalRun(String regex, StringBuilder text) {
    int at = 0;
    while (at < regex.length()) {
      int point = regex.codePointAt(at);
      int next = at + Character.charCount(point);
      if (point == '\\') {
        if (next == regex.length() || isWordCharacter(regex.charAt(next))) {
          return at; // a class, an anchor, a quotation: not a literal
        }
        point = regex.codePointAt(next);
        next += Character.charCount(point);
      } else if (META.indexOf(point) >= 0) {
        return at;
      }
      if (next < regex.length() && QUANTIFIERS.indexOf(regex.charAt(next)) >= 0) {
        return at; // repeated or optional: not for certain
      }
      text.appendCodePoint(point);
      at = next;
    }
    return at;
  }

  private static boolean isWordCharacter(char c) {
    return c > 0x7f || Character.isLetterOrDigit(c);
  }

  /// `(a|b)` and `(?:a|b)` without their parentheses, when these enclose all of it.
  private static String withoutGroup(String regex) {
    int from = regex.startsWith("(?:") ? 3 : regex.startsWith("(") ? 1 : 0;
    boolean hasFlags = from == 1 && regex.startsWith("(?");
    if (from == 0 || hasFlags || !regex.endsWith(")")) {
      return regex;
    }
    String inner = regex.substring(from, regex.length() - 1);
    // Only when no other parenthesis, class or escape could pair with them.
    for (int i = 0; i < inner.length(); i++) {
      if ("()[\\".indexOf(inner.charAt(i)) >= 0) {
        return regex;
      }
    }
    return inner;
  }

  /// The alternatives at the top level; null when classes or quotations make that hard to say.
  private static @Nullable List<String> branches(String regex) {
    if (regex.indexOf('|') < 0) {
      return List.of(regex);
    }
    var out = new ArrayList<String>();
    int from = 0;
    int depth = 0;
    for (int i = 0; i < regex.length(); i++) {
      switch (regex.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case '[' -> i = endOfClass(regex, i);
        case '\\' -> i = i + 1 < regex.length() && regex.charAt(i + 1) != 'Q' ? i + 1 : -1;
        case '|' -> {
          if (depth == 0) {
            out.add(regex.substring(from, i));
            from = i + 1;
          }
        }
        default -> {}
      }
      if (i < 0) {
        return null;
      }
    }
    out.add(regex.substring(from));
    return depth == 0 ? out : null;
  }

  /// Index of the bracket that ends the class begun at `from`; -1 for anything but a plain one.
  private static int endOfClass(String regex, int from) {
    int first = from + 1 < regex.length() && regex.charAt(from + 1) == '^' ? from + 2 : from + 1;
    for (int i = first; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == ']') {
        return i == first ? -1 : i;
      }
      if (c == '[' || c == '\\') {
        return -1;
      }
    }
    return -1;
  }
}
