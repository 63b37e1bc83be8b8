package dev.weir.query.logql;

import com.google.re2j.PatternSyntaxException;
import dev.weir.query.logql.ast.Stage.LineFilterStage;
import dev.weir.query.logql.ast.Stage.LineFilterStage.Term;
import dev.weir.query.logql.ast.Stage.LineOperator;
import dev.weir.storage.logs.LineFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line filter, compiled: filters that the store can apply, and what is left to test here, null
/// when the store's filters are all there is to it.
///
/// Patterns and addresses are tested here; what every matching line contains (a pattern's literals,
/// a single address) goes to the store all the same, so that it reads less.
record LineTests(List<LineFilter> filters, @Nullable PipelineStage rest) {
  /// Throws `IllegalArgumentException` with the reason when a term is malformed.
  static LineTests compile(LineFilterStage stage) {
    return switch (stage.operator()) {
      case CONTAINS, CONTAINS_NOT ->
          stage.terms().stream().anyMatch(Term::isIp) ? mixed(stage) : literals(stage);
      case MATCHES, MATCHES_NOT -> regexes(stage);
      case PATTERN, PATTERN_NOT -> patterns(stage);
    };
  }

  /// All of it as one stage, for lines that were changed.
  @Nullable PipelineStage asStage() {
    if (rest != null) {
      return rest;
    }
    if (filters.isEmpty()) {
      return null;
    }
    LineFilter filter = filters.getFirst();
    return line -> filter.accepts(line.text(), line.from(), line.to());
  }

  private static LineTests literals(LineFilterStage stage) {
    boolean negated = stage.operator() == LineOperator.CONTAINS_NOT;
    if (!negated && stage.terms().stream().anyMatch(term -> term.text().isEmpty())) {
      return new LineTests(List.of(), null); // the empty text is in every line
    }
    List<LineFilter.Alternative> alternatives = new ArrayList<>();
    stage.terms().forEach(term -> alternatives.add(new LineFilter.Literal(term.text())));
    return new LineTests(List.of(new LineFilter(negated, alternatives)), null);
  }

  private static LineTests regexes(LineFilterStage stage) {
    boolean negated = stage.operator() == LineOperator.MATCHES_NOT;
    List<LineFilter.Alternative> alternatives = new ArrayList<>();
    for (Term term : stage.terms()) {
      if (term.isIp()) {
        throw new IllegalArgumentException("ip: invalid operation");
      }
      if (term.text().isEmpty() && !negated) {
        return new LineTests(List.of(), null);
      }
      try {
        alternatives.add(new LineFilter.Regex(term.text()));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`", e);
      }
    }
    return new LineTests(List.of(new LineFilter(negated, alternatives)), null);
  }

  private static LineTests mixed(LineFilterStage stage) {
    boolean negated = stage.operator() == LineOperator.CONTAINS_NOT;
    List<PipelineStage> tests = new ArrayList<>();
    List<LineFilter.Alternative> contained = new ArrayList<>();
    for (Term term : stage.terms()) {
      var literal = new LineFilter.Literal(term.text());
      if (!term.isIp()) {
        tests.add(line -> literal.isIn(line.text(), line.from(), line.to()));
        contained.add(literal);
        continue;
      }
      IpRange range = IpRange.parse(term.text());
      tests.add(line -> range.isIn(line.text(), line.from(), line.to()));
      if (range.isSingleVersion4()) {
        contained.add(literal);
      }
    }
    boolean allContained = !negated && contained.size() == tests.size();
    return new LineTests(
        allContained ? List.of(new LineFilter(false, contained)) : List.of(), any(tests, negated));
  }

  private static LineTests patterns(LineFilterStage stage) {
    boolean negated = stage.operator() == LineOperator.PATTERN_NOT;
    List<PipelineStage> tests = new ArrayList<>();
    List<LinePattern> patterns = new ArrayList<>();
    for (Term term : stage.terms()) {
      if (term.isIp()) {
        throw new IllegalArgumentException("ip: invalid operation");
      }
      LinePattern pattern = LinePattern.forFilter(term.text());
      patterns.add(pattern);
      tests.add(line -> pattern.matches(line.text(), line.from(), line.to()));
    }
    return new LineTests(negated ? List.of() : contained(patterns), any(tests, negated));
  }

  /// What lines of one of these patterns contain.
  private static List<LineFilter> contained(List<LinePattern> patterns) {
    if (patterns.size() == 1) {
      return patterns.getFirst().wanted().stream().map(LineFilter::contains).toList();
    }
    List<LineFilter.Alternative> longest = new ArrayList<>();
    for (LinePattern pattern : patterns) {
      pattern.wanted().stream()
          .max(Comparator.comparingInt(String::length))
          .ifPresent(text -> longest.add(new LineFilter.Literal(text)));
    }
    return longest.size() == patterns.size() ? List.of(new LineFilter(false, longest)) : List.of();
  }

  private static PipelineStage any(List<PipelineStage> tests, boolean negated) {
    PipelineStage[] all = tests.toArray(PipelineStage[]::new);
    return line -> {
      for (PipelineStage test : all) {
        if (test.process(line)) {
          return !negated;
        }
      }
      return negated;
    };
  }
}
