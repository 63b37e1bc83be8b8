package dev.weir.query.graphite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses one target: paths with globs, nested calls, strings, numbers, named arguments and the
/// pipe form `a.b|scale(10)`. Nesting is limited to 64, length to 64 KiB.
final class TargetParser {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_LENGTH = 64 * 1024;
  private static final String PATH_ENDS = "(),|'\" \t\r\n=";

  private final String text;
  private int at;

  private TargetParser(String text) {
    this.text = text;
  }

  /// Throws [GraphiteException] with the position of the first mistake.
  static Expr parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new GraphiteException(
          "target too long: " + text.length() + " characters, limit " + MAX_LENGTH);
    }
    var parser = new TargetParser(text);
    Expr expr = parser.expression(0);
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw parser.error("unexpected '" + text.charAt(parser.at) + "'");
    }
    return expr;
  }

  private Expr expression(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    Expr expr = primary(depth);
    skipSpace();
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      skipSpace();
      int start = at;
      String name = word();
      if (name.isEmpty() || !isAt('(')) {
        throw error("expected a function call after '|'");
      }
      expr = call(name, start, expr, depth);
      skipSpace();
    }
    return expr;
  }

  private Expr primary(int depth) {
    skipSpace();
    if (at >= text.length()) {
      throw error("unexpected end");
    }
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      return new Expr.Text(quoted(c));
    }
    int start = at;
    String token = pathToken();
    if (token.isEmpty()) {
      throw error("unexpected '" + c + "'");
    }
    if (isAt('(')) {
      return call(token, start, null, depth);
    }
    return literalOrPath(token);
  }

  private static Expr literalOrPath(String token) {
    if (token.equals("true") || token.equals("True")) {
      return new Expr.Bool(true);
    }
    if (token.equals("false") || token.equals("False")) {
      return new Expr.Bool(false);
    }
    if (token.equals("None")) {
      return new Expr.None();
    }
    char first = token.charAt(0);
    if (first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9')) {
      try {
        double value = Double.parseDouble(token);
        char last = token.charAt(token.length() - 1);
        if (last != 'd' && last != 'f' && last != 'D' && last != 'F') {
          boolean integer =
              token.chars().allMatch(ch -> ch == '-' || ch == '+' || (ch >= '0' && ch <= '9'));
          return new Expr.Num(value, integer);
        }
      } catch (NumberFormatException notNumeric) {
        return new Expr.Path(token); // a path may begin with a digit
      }
    }
    return switch (token) {
      case "inf", "Infinity" -> new Expr.Num(Double.POSITIVE_INFINITY, false);
      default -> new Expr.Path(token);
    };
  }

  private Expr call(String name, int start, @Nullable Expr piped, int depth) {
    at++; // (
    List<Expr> args = new ArrayList<>();
    Map<String, Expr> named = new LinkedHashMap<>();
    if (piped != null) {
      args.add(piped);
    }
    skipSpace();
    if (isAt(')')) {
      at++;
    } else {
      do {
        argument(args, named, depth);
        skipSpace();
      } while (skip(','));
      if (!skip(')')) {
        throw error(at < text.length() ? "expected ',' or ')'" : "unclosed parenthesis of " + name);
      }
    }
    return new Expr.Call(name, List.copyOf(args), named, text.substring(start, at));
  }

  private void argument(List<Expr> args, Map<String, Expr> named, int depth) {
    skipSpace();
    int mark = at;
    String name = word();
    skipSpace();
    if (!name.isEmpty() && isAt('=')) {
      at++;
      named.put(name, expression(depth + 1));
      return;
    }
    at = mark;
    if (!named.isEmpty()) {
      throw error("positional argument after a named one");
    }
    args.add(expression(depth + 1));
  }

  private String word() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(start, at);
  }

  /// A path, number or name: up to a character that cannot be part of one; braces may hold commas.
  private String pathToken() {
    int start = at;
    int braces = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '{') {
        braces++;
      } else if (c == '}') {
        braces--;
      } else if (c == '\\' && at + 1 < text.length()) {
        at++;
      } else if (PATH_ENDS.indexOf(c) >= 0 && !(braces > 0 && c == ',') && !isTagPart(start, c)) {
        break;
      }
      at++;
    }
    return text.substring(start, at);
  }

  /// `=` belongs to a path once a `;` was seen: `disk.used;host=a`.
  private boolean isTagPart(int start, char c) {
    return c == '=' && text.substring(start, at).indexOf(';') >= 0;
  }

  private String quoted(char quote) {
    var out = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return out.toString();
      }
      if (c == '\\'
          && at < text.length()
          && (text.charAt(at) == quote || text.charAt(at) == '\\')) {
        // A backslash escapes only the quote and itself; regular expressions keep theirs.
        if (text.charAt(at) == quote) {
          c = quote;
          at++;
        }
      }
      out.append(c);
    }
    throw error("unclosed string");
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean skip(char c) {
    skipSpace();
    if (isAt(c)) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private GraphiteException error(String what) {
    return new GraphiteException("parse error at character " + (at + 1) + ": " + what);
  }
}
