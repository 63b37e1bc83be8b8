package dev.weir.storage.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Compiles RE2 expressions that somebody sent, within bounds.
///
/// Matching takes linear time whatever the expression is, but compiling does not: a repetition is
/// written out, so the 27 characters of `((x{1000}){1000}){1000}` are a thousand million
/// instructions, and end the process for want of memory. So the size is estimated from the text
/// first. Go's library has the same bound, in bytes. Any thread.
public final class Regex {
  /// Most instructions; about 50 bytes each. An alternation of ten thousand host names fits.
  static final int MAX_SIZE = 250_000;

  /// Most repetitions that the library takes.
  private static final int MAX_REPEAT = 1_000;

  /// Deepest nesting of groups: the compiler calls itself for each.
  static final int MAX_DEPTH = 500;

  private final String text;
  private final long[] groups = new long[MAX_DEPTH + 1]; // size so far of each open group
  private int depth;
  private int at;

  private Regex(String text) {
    this.text = text;
  }

  /// As `Pattern.compile`; throws [PatternSyntaxException] also when it is too large.
  public static Pattern compile(String text) {
    return compile(text, 0);
  }

  /// As `Pattern.compile`, with its flags.
  public static Pattern compile(String text, int flags) {
    long size = new Regex(text).size();
    if (size > MAX_SIZE) {
      throw new PatternSyntaxException(
          "expression too large: " + size + " instructions, limit " + MAX_SIZE, cut(text));
    }
    return Pattern.compile(text, flags);
  }

  private static String cut(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  /// An upper bound of what the compiler will write, as far as the text is an expression at all.
  private long size() {
    long last = 0; // of what a repetition would repeat
    while (at < text.length() && groups[0] <= MAX_SIZE) {
      char c = text.charAt(at++);
      switch (c) {
        case '(' -> {
          open();
          last = 0;
        }
        case ')' -> last = close();
        case '{' -> last = add(repeated(last));
        case '*', '+', '?', '|', '^', '$' -> add(1);
        case '[' -> {
          skipClass();
          last = add(1);
        }
        case '\\' -> {
          skipEscape();
          last = add(1);
        }
        default -> last = add(1);
      }
    }
    while (depth > 0) {
      close();
    }
    return groups[0];
  }

  private void open() {
    if (depth == MAX_DEPTH) {
      throw new PatternSyntaxException("nested too deeply: limit " + MAX_DEPTH, cut(text));
    }
    groups[++depth] = 2; // it captures
  }

  private long close() {
    if (depth == 0) {
      return 0; // no expression; the compiler will say so
    }
    return add(groups[depth--]);
  }

  private long add(long size) {
    groups[depth] = Math.min(Integer.MAX_VALUE, groups[depth] + size);
    return size;
  }

  /// What `{n}`, `{n,}` or `{n,m}` adds to what it repeats; 1 for a brace that is only a character.
  private long repeated(long last) {
    int end = text.indexOf('}', at);
    if (end < 0 || end - at > 12) {
      return 1;
    }
    long most = 0;
    for (String number : text.substring(at, end).split(",", -1)) {
      if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return 1;
      }
      most = Math.max(most, number.isEmpty() ? 1 : Long.parseLong(number));
    }
    if (most > MAX_REPEAT) {
      return 1; // no expression; the compiler will say so
    }
    at = end + 1;
    return (last + 1) * most;
  }

  private void skipClass() {
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    at++; // a bracket that is the first member closes nothing
    while (at < text.length() && text.charAt(at) != ']') {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.startsWith("[:", at)) {
        int end = text.indexOf(":]", at + 2);
        at = end < 0 ? at : end + 1;
      }
      at++;
    }
    at++;
  }

  private void skipEscape() {
    if (at < text.length() && text.charAt(at) == 'Q') {
      int end = text.indexOf("\\E", at);
      int last = end < 0 ? text.length() : end;
      add(last - at);
      at = end < 0 ? last : end + 2;
      return;
    }
    boolean isNamed = at + 1 < text.length() && "pPx".indexOf(text.charAt(at)) >= 0;
    if (isNamed && text.charAt(at + 1) == '{') {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    } else {
      at++;
    }
  }
}
