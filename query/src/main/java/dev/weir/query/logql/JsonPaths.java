package dev.weir.query.logql;

import dev.weir.storage.model.LabelNames;
import java.util.ArrayList;
import java.util.List;

/// Paths into JSON: `a.b[0]["c d"]`.
final class JsonPaths {
  private JsonPaths() {}

  /// One step: into a field (`name`), or into an element of an array (`index`, `name` empty).
  record Step(String name, int index) {
    boolean isIndex() {
      return index >= 0;
    }
  }

  /// The steps of a path. Throws `IllegalArgumentException` when it is malformed.
  static List<Step> parse(String path) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < path.length()) {
      if (path.charAt(at) == '[') {
        at = bracket(path, at, steps);
        continue;
      }
      if (path.charAt(at) == '.') {
        if (steps.isEmpty()) {
          throw malformed(path);
        }
        at++;
      } else if (!steps.isEmpty()) {
        throw malformed(path);
      }
      int end = at;
      while (end < path.length() && isNamePart(path.charAt(end), end == at)) {
        end++;
      }
      if (end == at) {
        throw malformed(path);
      }
      steps.add(new Step(path.substring(at, end), -1));
      at = end;
    }
    if (steps.isEmpty()) {
      throw malformed(path);
    }
    return steps;
  }

  private static int bracket(String path, int open, List<Step> steps) {
    int at = open + 1;
    if (at < path.length() && path.charAt(at) == '"') {
      int close = path.indexOf("\"]", at + 1);
      if (close < 0) {
        throw malformed(path);
      }
      steps.add(new Step(path.substring(at + 1, close).replace("\\\"", "\""), -1));
      return close + 2;
    }
    int index = 0;
    int digits = at;
    while (at < path.length() && Character.digit(path.charAt(at), 10) >= 0 && at - digits < 9) {
      index = index * 10 + Character.digit(path.charAt(at++), 10);
    }
    if (at == digits || at == path.length() || path.charAt(at) != ']') {
      throw malformed(path);
    }
    steps.add(new Step("", index));
    return at + 1;
  }

  private static boolean isNamePart(char c, boolean first) {
    return c == '-' ? !first : LabelNames.isNamePart(c, first);
  }

  private static IllegalArgumentException malformed(String path) {
    return new IllegalArgumentException("cannot parse expression [" + path + "]: syntax error");
  }
}
