package dev.weir.storage.logs.part;

import dev.weir.storage.logs.LineFilter;
import java.util.ArrayList;
import java.util.List;

/// What can be said of lines that satisfy a filter: which literals they contain. Never more than is
/// certain.
sealed interface Requirement {
  /// Nothing can be said.
  Requirement ANYTHING = new Anything();

  /// Nothing can be said.
  record Anything() implements Requirement {}

  /// The line contains this text; with `ignoresCase`, which is in small letters then, in any mix of
  /// ASCII capitals and small letters.
  record Literal(String text, boolean ignoresCase) implements Requirement {}

  /// All of these hold.
  record AllOf(List<Requirement> parts) implements Requirement {}

  /// One of these holds.
  record OneOf(List<Requirement> parts) implements Requirement {}

  /// Of lines that `filter` accepts.
  static Requirement of(LineFilter filter) {
    if (filter.negated()) {
      return ANYTHING;
    }
    var parts = new ArrayList<Requirement>();
    for (LineFilter.Alternative alternative : filter.alternatives()) {
      parts.add(
          switch (alternative) {
            case LineFilter.Literal literal -> literal(literal.toString(), false);
            case LineFilter.Regex regex -> RegexLiterals.of(regex.text());
          });
    }
    return oneOf(parts);
  }

  static Requirement literal(String text, boolean ignoresCase) {
    return text.isEmpty() ? ANYTHING : new Literal(text, ignoresCase);
  }

  /// One of `parts`, or anything when one of them is that.
  static Requirement oneOf(List<Requirement> parts) {
    if (parts.contains(ANYTHING) || parts.isEmpty()) {
      return ANYTHING;
    }
    return parts.size() == 1 ? parts.getFirst() : new OneOf(List.copyOf(parts));
  }

  /// All of `parts`, without those that say nothing.
  static Requirement allOf(List<Requirement> parts) {
    List<Requirement> left = parts.stream().filter(part -> !part.equals(ANYTHING)).toList();
    if (left.isEmpty()) {
      return ANYTHING;
    }
    return left.size() == 1 ? left.getFirst() : new AllOf(left);
  }
}
