package dev.weir.query.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.storage.model.Regex;

/// What Go's `regexp` and `strings` do to texts, for functions of templates.
public final class GoStrings {
  private GoStrings() {}

  /// A compiled expression. Throws [TemplateException] when it is none.
  public static Pattern pattern(String regex) {
    try {
      return Regex.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new TemplateException(
          "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`");
    }
  }

  /// `text` with every match replaced; `expands` tells whether `$1` in `by` means a group.
  public static String replaceAll(Pattern pattern, String text, String by, boolean expands) {
    Matcher matcher = pattern.matcher(text);
    var out = new StringBuilder();
    int copied = 0;
    while (matcher.find()) {
      out.append(text, copied, matcher.start());
      if (expands) {
        expand(by, matcher, pattern, out);
      } else {
        out.append(by);
      }
      copied = matcher.end();
      check(out.length());
    }
    return out.append(text, copied, text.length()).toString();
  }

  /// `$1`, `${1}`, `$name`, `$$` of a replacement, by Go's rule: the longest name.
  private static void expand(String by, Matcher matcher, Pattern pattern, StringBuilder out) {
    int at = 0;
    while (at < by.length()) {
      char c = by.charAt(at++);
      if (c != '$' || at == by.length()) {
        out.append(c);
        continue;
      }
      if (by.charAt(at) == '$') {
        out.append('$');
        at++;
        continue;
      }
      boolean braces = by.charAt(at) == '{';
      int start = braces ? at + 1 : at;
      int end = start;
      while (end < by.length()
          && (by.charAt(end) == '_' || Character.isLetterOrDigit(by.charAt(end)))) {
        end++;
      }
      if (end == start || (braces && (end == by.length() || by.charAt(end) != '}'))) {
        out.append('$');
        continue;
      }
      out.append(group(by.substring(start, end), matcher, pattern));
      at = braces ? end + 1 : end;
    }
  }

  private static String group(String name, Matcher matcher, Pattern pattern) {
    Integer index = pattern.namedGroups().get(name);
    if (index == null) {
      boolean isNumber = name.length() < 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
      index = isNumber ? Integer.valueOf(name) : Integer.MAX_VALUE;
    }
    String found = index > matcher.groupCount() ? null : matcher.group(index);
    return found == null ? "" : found;
  }

  /// Every word with a capital first letter.
  public static String title(String text) {
    var out = new StringBuilder(text.length());
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(start ? Character.toTitleCase(c) : c);
      start = !(Character.isLetterOrDigit(c) || c == '_');
    }
    return out.toString();
  }

  private static void check(long length) {
    if (length > Template.MAX_OUTPUT) {
      throw new TemplateException("text longer than " + Template.MAX_OUTPUT + " characters");
    }
  }
}
