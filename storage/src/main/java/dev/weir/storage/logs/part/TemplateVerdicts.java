package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteSearch;
import dev.weir.storage.logs.LineFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Decides filters on templates instead of lines, where that is possible: a literal that lies in a
/// template's constant text is in all of its lines, and one that neither this text nor the
/// characters of its columns could make up is in none of them. Pure.
///
/// Whether a line could hold a literal is asked of an automaton that walks over the template with
/// the set of beginnings of the literal that may end there; a slot may take any number of
/// characters that its column has.
final class TemplateVerdicts {
  /// Only the line itself can tell.
  static final byte MAYBE = 0;

  /// All lines of the template are accepted.
  static final byte ALL = 1;

  /// No line of the template is accepted.
  static final byte NONE = 2;

  /// Literals are walked with a bit for each beginning; longer ones are left to the lines.
  private static final int LENGTH_MAX = 62;

  /// Characters that values of a column may have.
  interface Characters {
    boolean has(byte character);
  }

  private final byte[] key;
  private final Characters[] slots;

  /// A template with the characters of its slots, in order.
  TemplateVerdicts(byte[] key, Characters[] slots) {
    this.key = key;
    this.slots = slots;
  }

  /// What can be said of all lines of the template under all `filters`.
  byte of(List<LineFilter> filters) {
    boolean isAll = true;
    for (LineFilter filter : filters) {
      byte found = anyIn(filter);
      byte verdict = found == MAYBE ? MAYBE : (found == ALL) != filter.negated() ? ALL : NONE;
      if (verdict == NONE) {
        return NONE;
      }
      isAll &= verdict == ALL;
    }
    return isAll ? ALL : MAYBE;
  }

  /// Whether one of the alternatives is in all lines, or in none.
  private byte anyIn(LineFilter filter) {
    boolean isNone = true;
    for (LineFilter.Alternative alternative : filter.alternatives()) {
      switch (alternative) {
        case LineFilter.Literal literal -> {
          byte[] bytes = literal.bytes();
          if (isConstant(bytes)) {
            return ALL;
          }
          isNone &= !mayHold(bytes, false);
        }
        case LineFilter.Regex regex -> isNone &= !mayMeet(RegexLiterals.of(regex.text()));
      }
    }
    return isNone ? NONE : MAYBE;
  }

  private boolean isConstant(byte[] literal) {
    return !hasMarker(literal) && new ByteSearch(literal).indexIn(key, 0, key.length) >= 0;
  }

  private boolean mayMeet(Requirement required) {
    return switch (required) {
      case Requirement.Anything _ -> true;
      case Requirement.Literal literal ->
          mayHold(literal.text().getBytes(StandardCharsets.UTF_8), literal.ignoresCase());
      case Requirement.AllOf all -> all.parts().stream().allMatch(this::mayMeet);
      case Requirement.OneOf one -> one.parts().stream().anyMatch(this::mayMeet);
    };
  }

  private boolean mayHold(byte[] literal, boolean ignoresCase) {
    int length = literal.length;
    if (length == 0 || length > LENGTH_MAX || hasMarker(literal)) {
      return true;
    }
    long whole = 1L << length;
    long begun = 1; // bit i: the text so far may end in the first i bytes of the literal
    int slot = 0;
    for (byte b : key) {
      if ((ByteClass.of(b) & ByteClass.MARKER) != 0) {
        begun = throughSlot(slots[slot++], literal, ignoresCase, begun);
      } else {
        long next = 1;
        for (long left = begun; left != 0; left &= left - 1) {
          int at = Long.numberOfTrailingZeros(left);
          if (isSame(literal[at], b, ignoresCase)) {
            next |= 1L << (at + 1);
          }
        }
        begun = next;
      }
      if ((begun & whole) != 0) {
        return true;
      }
    }
    return false;
  }

  private static long throughSlot(
      Characters slot, byte[] literal, boolean ignoresCase, long begun) {
    long after = begun;
    for (int at = 0; at < literal.length; at++) {
      if ((after & 1L << at) != 0 && has(slot, literal[at], ignoresCase)) {
        after |= 1L << (at + 1);
      }
    }
    return after;
  }

  private static boolean has(Characters slot, byte b, boolean ignoresCase) {
    return slot.has(b) || (ignoresCase && (slot.has(lower(b)) || slot.has(upper(b))));
  }

  private static boolean isSame(byte wanted, byte b, boolean ignoresCase) {
    return wanted == b || (ignoresCase && lower(wanted) == lower(b));
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  private static byte upper(byte b) {
    return b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
  }

  private static boolean hasMarker(byte[] literal) {
    for (byte b : literal) {
      if ((ByteClass.of(b) & ByteClass.MARKER) != 0) {
        return true;
      }
    }
    return false;
  }
}
