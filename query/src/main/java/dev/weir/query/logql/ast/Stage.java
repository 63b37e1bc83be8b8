package dev.weir.query.logql.ast;

import dev.weir.storage.model.Matcher;
import java.util.List;

/// What a pipeline does with each line.
public sealed interface Stage {
  /// `|= "a" or ip("10.0.0.0/8")`.
  record LineFilterStage(LineOperator operator, List<Term> terms) implements Stage {
    /// What is looked for; `isIp` for `ip("..")`.
    public record Term(String text, boolean isIp) {}

    public LineFilterStage {
      terms = List.copyOf(terms);
    }
  }

  /// Operators of line filters.
  enum LineOperator {
    CONTAINS("|="),
    CONTAINS_NOT("!="),
    MATCHES("|~"),
    MATCHES_NOT("!~"),
    PATTERN("|>"),
    PATTERN_NOT("!>");

    private final String symbol;

    LineOperator(String symbol) {
      this.symbol = symbol;
    }

    /// As it is written.
    public String symbol() {
      return symbol;
    }
  }

  /// One `name="expression"` of a parser; a bare `name` has itself as expression.
  record Extraction(String name, String expression) {}

  /// `| json`, `| json a="b.c[0]"`.
  record Json(List<Extraction> extractions) implements Stage {
    public Json {
      extractions = List.copyOf(extractions);
    }
  }

  /// `| logfmt --strict --keep-empty a, b="c"`.
  record Logfmt(boolean strict, boolean keepEmpty, List<Extraction> extractions) implements Stage {
    public Logfmt {
      extractions = List.copyOf(extractions);
    }
  }

  /// ``| regexp `(?P<a>..)` ``.
  record Regexp(String expression) implements Stage {}

  /// `| pattern "<ip> - <_>"`.
  record Pattern(String expression) implements Stage {}

  /// `| unpack`.
  record Unpack() implements Stage {}

  /// `| status >= 500 and method = "GET"`.
  record LabelFilterStage(LabelFilter filter) implements Stage {}

  /// `| line_format "{{.a}}"`.
  record LineFormat(String template) implements Stage {}

  /// `| label_format a=b, c="{{.d}}"`.
  record LabelFormat(List<Assignment> assignments) implements Stage {
    /// One assignment; `isRename` when `value` names a label, else it is a template.
    public record Assignment(String name, String value, boolean isRename) {}

    public LabelFormat {
      assignments = List.copyOf(assignments);
    }
  }

  /// `| decolorize`.
  record Decolorize() implements Stage {}

  /// `| drop a, b="c"`. A bare name is a name here, with a condition a matcher.
  record Drop(List<String> names, List<Matcher> matchers) implements Stage {
    public Drop {
      names = List.copyOf(names);
      matchers = List.copyOf(matchers);
    }
  }

  /// `| keep a, b="c"`.
  record Keep(List<String> names, List<Matcher> matchers) implements Stage {
    public Keep {
      names = List.copyOf(names);
      matchers = List.copyOf(matchers);
    }
  }
}
