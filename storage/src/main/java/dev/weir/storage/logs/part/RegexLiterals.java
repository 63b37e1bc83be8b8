package dev.weir.storage.logs.part;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds which literals every match of a regular expression (RE2 syntax, already known to be well
/// formed) contains. Where in doubt it says less, never something wrong.
///
/// Each piece of the expression is either exact, a small set of strings that are all it can match,
/// or else a [Requirement]. Neighbouring exact pieces are multiplied out while they stay few.
final class RegexLiterals {
  /// Most strings that a piece may stand for.
  private static final int VARIANTS_MAX = 16;

  private static final int DEPTH_MAX = 100;
  private static final String IGNORE_CASE = "(?i)";
  private static final Piece UNKNOWN = new Piece(null, Requirement.ANYTHING);
  private static final Piece EMPTY = new Piece(List.of(""), Requirement.ANYTHING);

  /// `exact` are all strings it matches; null when they are many, and `required` says the rest.
  private record Piece(@Nullable List<String> exact, Requirement required) {}

  private final String regex;
  private final boolean ignoresCase;
  private int at;
  private boolean isBeyond; // something was met that this does not understand

  private RegexLiterals(String regex, int from, boolean ignoresCase) {
    this.regex = regex;
    this.ignoresCase = ignoresCase;
    at = from;
  }

  /// What every match contains.
  static Requirement of(String regex) {
    boolean ignoresCase = regex.startsWith(IGNORE_CASE);
    var parser = new RegexLiterals(regex, ignoresCase ? IGNORE_CASE.length() : 0, ignoresCase);
    Piece all = parser.alternation(0);
    if (parser.isBeyond || parser.at != regex.length()) {
      return Requirement.ANYTHING;
    }
    return parser.requirement(all);
  }

  private Requirement requirement(Piece piece) {
    if (piece.exact == null) {
      return piece.required;
    }
    var parts = new ArrayList<Requirement>();
    for (String text : piece.exact) {
      parts.add(Requirement.literal(text, ignoresCase));
    }
    return Requirement.oneOf(parts);
  }

  private boolean hasMore() {
    return at < regex.length() && !isBeyond;
  }

  private Piece alternation(int depth) {
    if (depth > DEPTH_MAX) {
      isBeyond = true;
      return UNKNOWN;
    }
    var branches = new ArrayList<Piece>();
    branches.add(concatenation(depth));
    while (hasMore() && regex.charAt(at) == '|') {
      at++;
      branches.add(concatenation(depth));
    }
    if (branches.size() == 1) {
      return branches.getFirst();
    }
    Set<String> union = new LinkedHashSet<>();
    var parts = new ArrayList<Requirement>();
    boolean isExact = true;
    for (Piece branch : branches) {
      parts.add(requirement(branch));
      if (branch.exact == null) {
        isExact = false;
      } else {
        union.addAll(branch.exact);
      }
    }
    return isExact && union.size() <= VARIANTS_MAX
        ? new Piece(List.copyOf(union), Requirement.ANYTHING)
        : new Piece(null, Requirement.oneOf(parts));
  }

  private Piece concatenation(int depth) {
    var parts = new ArrayList<Requirement>();
    boolean isExact = true;
    Piece run = EMPTY;
    while (hasMore() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      Piece next = repetition(atom(depth));
      Piece joined = join(run, next);
      if (joined != null) {
        run = joined;
        continue;
      }
      isExact = false;
      parts.add(requirement(run));
      if (next.exact == null) {
        parts.add(next.required);
        run = EMPTY;
      } else {
        run = next;
      }
    }
    if (isExact) {
      return run;
    }
    parts.add(requirement(run));
    return new Piece(null, Requirement.allOf(parts));
  }

  /// One after the other as one exact piece, or null.
  private static @Nullable Piece join(Piece first, Piece second) {
    if (first.exact == null
        || second.exact == null
        || first.exact.size() * second.exact.size() > VARIANTS_MAX) {
      return null;
    }
    Set<String> product = new LinkedHashSet<>();
    for (String a : first.exact) {
      for (String b : second.exact) {
        product.add(a + b);
      }
    }
    return new Piece(List.copyOf(product), Requirement.ANYTHING);
  }

  /// Applies the quantifiers that follow.
  private Piece repetition(Piece atom) {
    Piece piece = atom;
    while (hasMore()) {
      char c = regex.charAt(at);
      if (c == '*') {
        piece = UNKNOWN;
        at++;
      } else if (c == '+') {
        piece = new Piece(null, requirement(piece));
        at++;
      } else if (c == '?') {
        piece = optional(piece);
        at++;
      } else if (c == '{' && isCount()) {
        boolean mayBeNone = regex.charAt(at + 1) == '0';
        piece = mayBeNone ? UNKNOWN : new Piece(null, requirement(piece));
        at = regex.indexOf('}', at) + 1;
      } else {
        return piece;
      }
      if (hasMore() && regex.charAt(at) == '?') {
        at++; // prefers less: the same strings
      }
    }
    return piece;
  }

  private static Piece optional(Piece piece) {
    if (piece.exact == null) {
      return UNKNOWN;
    }
    Set<String> all = new LinkedHashSet<>(piece.exact);
    all.add("");
    return all.size() > VARIANTS_MAX ? UNKNOWN : new Piece(List.copyOf(all), Requirement.ANYTHING);
  }

  /// True for `{n}`, `{n,}` and `{n,m}`; other braces are literal.
  private boolean isCount() {
    int i = at + 1;
    int digits = i;
    while (i < regex.length() && (Character.isDigit(regex.charAt(i)) || regex.charAt(i) == ',')) {
      i++;
    }
    return i > digits
        && i < regex.length()
        && regex.charAt(i) == '}'
        && regex.charAt(digits) != ',';
  }

  private Piece atom(int depth) {
    int point = regex.codePointAt(at);
    return switch (point) {
      case '(' -> group(depth);
      case '[' -> characterClass();
      case '\\' -> escape();
      default -> {
        at += Character.charCount(point);
        yield ".^$".indexOf(point) >= 0 ? UNKNOWN : literal(point);
      }
    };
  }

  private Piece literal(int point) {
    if (point == 0xFFFD || (point >= 0xD800 && point <= 0xDFFF)) {
      return UNKNOWN; // also what broken UTF-8 reads as
    }
    if (!ignoresCase) {
      return new Piece(List.of(Character.toString(point)), Requirement.ANYTHING);
    }
    int small = point < 0x80 ? Character.toLowerCase(point) : point;
    boolean hasOtherForms = small >= 0x80 || small == 'k' || small == 's'; // Kelvin sign, long s
    return hasOtherForms
        ? UNKNOWN
        : new Piece(List.of(Character.toString(small)), Requirement.ANYTHING);
  }

  private Piece group(int depth) {
    at++;
    if (regex.startsWith("?", at)) {
      int end = at + 1;
      if (regex.startsWith("?:", at)) {
        end = at + 2;
      } else if (regex.startsWith("?P<", at) || regex.startsWith("?<", at)) {
        end = regex.indexOf('>', at) + 1;
      } else {
        isBeyond = true; // flags
        return UNKNOWN;
      }
      at = end;
    }
    Piece inner = alternation(depth + 1);
    if (!hasMore() || regex.charAt(at) != ')') {
      isBeyond = true;
      return UNKNOWN;
    }
    at++;
    return inner;
  }

  /// A class is exact when it is nothing but a few plain characters.
  private Piece characterClass() {
    Set<String> members = new LinkedHashSet<>();
    boolean isPlain = true;
    int i = at + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      isPlain = false;
      i++;
    }
    for (boolean isFirst = true; i < regex.length(); isFirst = false) {
      int point = regex.codePointAt(i);
      if (point == ']' && !isFirst) {
        at = i + 1;
        return isPlain && members.size() <= VARIANTS_MAX
            ? new Piece(List.copyOf(members), Requirement.ANYTHING)
            : UNKNOWN;
      }
      if (point == '\\' || point == '[') {
        isPlain = false;
        int end = point == '[' && regex.startsWith("[:", i) ? regex.indexOf(":]", i) : -1;
        i = end >= 0 ? end + 2 : point == '\\' ? i + 2 : i + 1;
        continue;
      }
      boolean isRange = point == '-' && !isFirst && !regex.startsWith("-]", i);
      Piece member = literal(point);
      isPlain &= !isRange && member.exact != null;
      if (member.exact != null) {
        members.addAll(member.exact);
      }
      i += Character.charCount(point);
    }
    isBeyond = true;
    return UNKNOWN;
  }

  private Piece escape() {
    if (at + 1 >= regex.length()) {
      isBeyond = true;
      return UNKNOWN;
    }
    int point = regex.codePointAt(at + 1);
    at += 1 + Character.charCount(point);
    if (point < 0x80 && !Character.isLetterOrDigit(point)) {
      return literal(point);
    }
    return switch (point) {
      case 'd', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'A', 'z' -> UNKNOWN;
      case 't' -> literal('\t');
      default -> {
        isBeyond = true; // numbers, properties, quotations
        yield UNKNOWN;
      }
    };
  }
}
