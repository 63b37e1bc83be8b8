package dev.weir.query.logql.ast;

import dev.weir.storage.model.Matcher;

/// A condition on the labels of a line.
public sealed interface LabelFilter {
  /// Both hold.
  record And(LabelFilter left, LabelFilter right) implements LabelFilter {}

  /// One holds.
  record Or(LabelFilter left, LabelFilter right) implements LabelFilter {}

  /// `method = "GET"`, `path =~ "/api/.*"`.
  record Text(Matcher matcher) implements LabelFilter {}

  /// `status >= 500`; `unit` says how the label is read: `duration > 1s`, `size > 20MB`. `value` is
  /// in seconds or bytes.
  record Quantity(String name, Comparison comparison, double value, Unit unit)
      implements LabelFilter {}

  /// `addr = ip("10.0.0.0/8")`; `negated` for `!=`.
  record Ip(String name, boolean negated, String range) implements LabelFilter {}

  /// How a label's text becomes a number.
  enum Unit {
    NUMBER,
    DURATION,
    BYTES
  }

  /// Comparisons.
  enum Comparison {
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    /// As it is written.
    public String symbol() {
      return symbol;
    }
  }
}
