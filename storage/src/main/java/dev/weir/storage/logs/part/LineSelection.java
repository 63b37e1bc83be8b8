package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteSearch;
import dev.weir.storage.logs.LineFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The filters of a plan, ready to be applied to many lines at a time: literals are looked for in
/// all the text at once, regular expressions only in lines that have what they require. Immutable,
/// any thread.
final class LineSelection {
  /// With fewer lines than one in this many left, literals are looked for line by line.
  private static final int SPARSE = 8;

  private record Step(LineFilter filter, boolean isLiteral, Check required) {}

  private final List<Step> steps = new ArrayList<>();

  LineSelection(List<LineFilter> filters) {
    // Cheap ones first: the order does not change what all of them accept.
    for (boolean literals : new boolean[] {true, false}) {
      for (LineFilter filter : filters) {
        boolean isLiteral =
            filter.alternatives().stream().allMatch(LineFilter.Literal.class::isInstance);
        if (isLiteral == literals) {
          Requirement required = isLiteral ? Requirement.ANYTHING : regexes(filter);
          steps.add(new Step(filter, isLiteral, Check.of(required)));
        }
      }
    }
  }

  /// What a line must contain for the filter's alternatives to be looked for at all.
  private static Requirement regexes(LineFilter filter) {
    return Requirement.of(new LineFilter(false, filter.alternatives()));
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /// The lines that all filters accept.
  BitSet select(LineText lines) {
    var left = new BitSet(lines.lines);
    left.set(0, lines.lines);
    for (Step step : steps) {
      if (left.isEmpty()) {
        return left;
      }
      if (step.isLiteral && left.cardinality() > lines.lines / SPARSE) {
        selectInAll(step.filter, lines, left);
      } else {
        selectEach(step, lines, left);
      }
    }
    return left;
  }

  private static void selectInAll(LineFilter filter, LineText lines, BitSet left) {
    var found = new BitSet(lines.lines);
    for (LineFilter.Alternative alternative : filter.alternatives()) {
      if (alternative instanceof LineFilter.Literal literal) {
        find(literal, lines, found);
      }
    }
    if (filter.negated()) {
      left.andNot(found);
    } else {
      left.and(found);
    }
  }

  private static void find(LineFilter.Literal literal, LineText lines, BitSet found) {
    int length = literal.bytes().length;
    if (length == 0) {
      found.set(0, lines.lines);
      return;
    }
    ByteSearch search = literal.search();
    int line = 0;
    int at = search.indexIn(lines.bytes, 0, lines.length);
    while (at >= 0) {
      while (lines.ends[line] <= at) {
        line++;
      }
      int next = at + 1; // it may reach into the next line
      if (at + length <= lines.ends[line]) {
        found.set(line);
        next = lines.ends[line];
      }
      at = search.indexIn(lines.bytes, next, lines.length);
    }
  }

  private static void selectEach(Step step, LineText lines, BitSet left) {
    for (int line = left.nextSetBit(0); line >= 0; line = left.nextSetBit(line + 1)) {
      int start = lines.start(line);
      int end = lines.end(line);
      boolean isFound = step.required.isMet(lines.bytes, start, end);
      boolean isAccepted =
          isFound ? step.filter.accepts(lines.bytes, start, end) : step.filter.negated();
      if (!isAccepted) {
        left.clear(line);
      }
    }
  }

  /// A [Requirement] ready to be checked.
  private interface Check {
    boolean isMet(byte[] text, int from, int to);

    static Check of(Requirement required) {
      return switch (required) {
        case Requirement.Anything _ -> (text, from, to) -> true;
        case Requirement.Literal literal -> of(literal);
        case Requirement.AllOf all -> of(all.parts(), false);
        case Requirement.OneOf one -> of(one.parts(), true);
      };
    }

    private static Check of(List<Requirement> required, boolean isOneEnough) {
      List<Check> parts = required.stream().map(Check::of).toList();
      return (text, from, to) -> {
        for (Check part : parts) {
          if (part.isMet(text, from, to) == isOneEnough) {
            return isOneEnough;
          }
        }
        return !isOneEnough;
      };
    }

    private static Check of(Requirement.Literal literal) {
      byte[] bytes = literal.text().getBytes(StandardCharsets.UTF_8);
      if (literal.ignoresCase()) {
        return (text, from, to) -> ByteSearch.indexIgnoringCase(text, from, to, bytes) >= 0;
      }
      var search = new ByteSearch(bytes);
      return (text, from, to) -> search.indexIn(text, from, to) >= 0;
    }
  }
}
