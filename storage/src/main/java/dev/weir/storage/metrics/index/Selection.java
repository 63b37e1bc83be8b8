package dev.weir.storage.metrics.index;

import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// One selection of series by matchers. A matcher that the empty string does not satisfy demands a
/// label: the series of the values it matches are what is left. One that the empty string satisfies
/// forbids some values: their series are taken away, and series without the label stay. After
/// Prometheus, `tsdb/querier.go`, `PostingsForMatchers`. One thread.
final class Selection {
  /// Values looked at between two checks of the query's deadline.
  private static final int CHECK_EVERY = 4_096;

  private final TenantIndex owner;
  private final QueryBudget budget;

  Selection(TenantIndex owner, QueryBudget budget) {
    this.owner = owner;
    this.budget = budget;
  }

  static void checkNowAndThen(int count, QueryBudget budget) {
    if ((count & (CHECK_EVERY - 1)) == CHECK_EVERY - 1) {
      budget.check();
    }
  }

  RoaringBitmap select(List<Matcher> matchers) {
    RoaringBitmap found = null;
    var forbidding = new ArrayList<Matcher>();
    for (Matcher matcher : cheapFirst(matchers)) {
      budget.check();
      if (matcher.matchesEmpty()) {
        forbidding.add(matcher);
        continue;
      }
      RoaringBitmap with = seriesOf(matcher, true);
      if (found == null) {
        found = with;
      } else {
        found.and(with);
      }
      if (found.isEmpty()) {
        return found;
      }
    }
    if (found == null) {
      found = owner.all.toBitmap();
    }
    for (Matcher matcher : forbidding) {
      budget.check();
      found.andNot(seriesOf(matcher, false));
    }
    return found;
  }

  /// Equalities narrow for nothing, so they go first; then what has literals.
  private static List<Matcher> cheapFirst(List<Matcher> matchers) {
    var sorted = new ArrayList<>(matchers);
    sorted.sort((a, b) -> a.op().compareTo(b.op()));
    return sorted;
  }

  /// Series that have the matcher's label with a value for which the matcher says `wanted`.
  private RoaringBitmap seriesOf(Matcher matcher, boolean wanted) {
    LabelName name = owner.findName(matcher.name());
    if (name == null) {
      return new RoaringBitmap();
    }
    var union = new IdUnion();
    switch (matcher.op()) {
      case EQUAL -> addComparison(union, name, matcher.value(), wanted);
      case NOT_EQUAL -> addComparison(union, name, matcher.value(), !wanted);
      case REGEX -> addRegex(union, name, matcher, wanted, wanted);
      case NOT_REGEX -> addRegex(union, name, matcher, !wanted, wanted);
    }
    return union.build();
  }

  /// Adds the series whose value of `name` is (`equal`) or is not `value`; never those without one.
  private void addComparison(IdUnion union, LabelName name, String value, boolean equal) {
    if (equal) {
      addValue(union, name, value);
    } else if (value.isEmpty()) {
      name.all.addTo(union);
    } else {
      addOthers(union, name, Set.of(value));
    }
  }

  /// Adds the series whose value matches (`matching`) the expression or does not.
  private void addRegex(
      IdUnion union, LabelName name, Matcher matcher, boolean matching, boolean wanted) {
    RegexShape shape = RegexShape.of(matcher.value());
    List<String> literals = shape.literals();
    if (literals != null) {
      addLiterals(union, name, literals, matching);
    } else if (shape.prefix().isEmpty()
        && (shape.isPrefixAndAnything() || shape.isPrefixAndSomething())) {
      if (matching) {
        name.all.addTo(union); // values are never empty
      }
    } else if (matching && !shape.prefix().isEmpty()) {
      addPrefixed(union, name, shape, matcher, wanted);
    } else {
      addEvaluated(union, name, matcher, wanted);
    }
  }

  private void addLiterals(IdUnion union, LabelName name, List<String> literals, boolean matching) {
    if (matching) {
      for (String literal : Set.copyOf(literals)) {
        addValue(union, name, literal);
      }
    } else {
      addOthers(union, name, Set.copyOf(literals));
    }
  }

  private void addPrefixed(
      IdUnion union, LabelName name, RegexShape shape, Matcher matcher, boolean wanted) {
    PairTable pairs = owner.pairs;
    @Nullable Matcher check = shape.isPrefixAndAnything() ? null : matcher;
    int[] seen = {0};
    name.forEachPrefixed(
        pairs,
        shape.prefix(),
        pair -> {
          checkNowAndThen(seen[0]++, budget);
          if (check == null || check.matches(pairs.value(pair)) == wanted) {
            pairs.addTo(union, pair);
          }
        });
  }

  private void addEvaluated(IdUnion union, LabelName name, Matcher matcher, boolean wanted) {
    PairTable pairs = owner.pairs;
    int count = name.pairs.size();
    for (int i = 0; i < count; i++) {
      checkNowAndThen(i, budget);
      int pair = name.pairs.get(i);
      if (matcher.matches(pairs.value(pair)) == wanted) {
        pairs.addTo(union, pair);
      }
    }
  }

  private void addValue(IdUnion union, LabelName name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int pair = owner.pairs.find(name.number, utf8, 0, utf8.length);
    if (pair >= 0) {
      owner.pairs.addTo(union, pair);
    }
  }

  private void addOthers(IdUnion union, LabelName name, Set<String> values) {
    int count = name.pairs.size();
    for (int i = 0; i < count; i++) {
      checkNowAndThen(i, budget);
      int pair = name.pairs.get(i);
      if (!values.contains(owner.pairs.value(pair))) {
        owner.pairs.addTo(union, pair);
      }
    }
  }
}
