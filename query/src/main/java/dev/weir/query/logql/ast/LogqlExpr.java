package dev.weir.query.logql.ast;

import dev.weir.storage.model.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression of LogQL: either lines or numbers come out.
public sealed interface LogqlExpr {
  /// Lines: a stream selector and what is done with each line, in order.
  record LogQuery(List<Matcher> selector, List<Stage> stages) implements LogqlExpr {
    public LogQuery {
      selector = List.copyOf(selector);
      stages = List.copyOf(stages);
    }
  }

  /// Numbers over time.
  sealed interface MetricExpr extends LogqlExpr {}

  /// `rate({..} | .. [5m] offset 1m) by (a)`. `unwrap` is the value that is aggregated, null for
  /// functions that count lines or bytes; `parameter` is that of `quantile_over_time`, NaN where
  /// there is none.
  record RangeAggregation(
      RangeFunction function,
      double parameter,
      LogQuery query,
      @Nullable Unwrap unwrap,
      long rangeNs,
      long offsetNs,
      @Nullable Grouping grouping)
      implements MetricExpr {}

  /// `sum by (a) (..)`, `topk(10, ..)`. `parameter` is NaN where there is none.
  record VectorAggregation(
      VectorFunction function, double parameter, MetricExpr of, @Nullable Grouping grouping)
      implements MetricExpr {}

  /// `a / on (x) group_left (y) b`, `a > bool 2`.
  record Binary(
      BinaryOperator operator,
      MetricExpr left,
      MetricExpr right,
      boolean returnsBool,
      @Nullable VectorMatching matching)
      implements MetricExpr {}

  /// `label_replace(of, "dst", "replacement", "src", "regex")`.
  record LabelReplace(
      MetricExpr of, String destination, String replacement, String source, String regex)
      implements MetricExpr {}

  /// `42`, `-1.5`.
  record NumberLiteral(double value) implements MetricExpr {}

  /// `vector(42)`.
  record VectorLiteral(double value) implements MetricExpr {}

  /// `by (names)`, or `without (names)`.
  record Grouping(boolean without, List<String> names) {
    public Grouping {
      names = List.copyOf(names);
    }
  }

  /// What decides which elements of two vectors belong together.
  record VectorMatching(boolean on, List<String> labels, Side many, List<String> include) {
    /// Which side may have many elements for one of the other; NONE for one to one.
    public enum Side {
      NONE,
      LEFT,
      RIGHT
    }

    public VectorMatching {
      labels = List.copyOf(labels);
      include = List.copyOf(include);
    }
  }

  /// `| unwrap duration(label)`, followed by label filters on what was unwrapped.
  record Unwrap(String label, Conversion conversion, List<LabelFilter> filters) {
    /// How the label's text becomes a number.
    public enum Conversion {
      NUMBER,
      BYTES,
      DURATION,
      DURATION_SECONDS
    }

    public Unwrap {
      filters = List.copyOf(filters);
    }
  }

  /// Functions of a range of lines; the name in LogQL is the constant's in lower case.
  enum RangeFunction {
    RATE,
    RATE_COUNTER,
    COUNT_OVER_TIME,
    BYTES_RATE,
    BYTES_OVER_TIME,
    SUM_OVER_TIME,
    AVG_OVER_TIME,
    MIN_OVER_TIME,
    MAX_OVER_TIME,
    STDDEV_OVER_TIME,
    STDVAR_OVER_TIME,
    QUANTILE_OVER_TIME,
    FIRST_OVER_TIME,
    LAST_OVER_TIME,
    ABSENT_OVER_TIME
  }

  /// Aggregations over series; the name in LogQL is the constant's in lower case.
  enum VectorFunction {
    SUM,
    AVG,
    MIN,
    MAX,
    COUNT,
    STDDEV,
    STDVAR,
    TOPK,
    BOTTOMK,
    SORT,
    SORT_DESC,
    APPROX_TOPK
  }

  /// Operators between numbers.
  enum BinaryOperator {
    OR("or"),
    AND("and"),
    UNLESS("unless"),
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    MOD("%"),
    POW("^"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    private final String symbol;

    BinaryOperator(String symbol) {
      this.symbol = symbol;
    }

    /// As it is written.
    public String symbol() {
      return symbol;
    }

    /// How tightly it binds: the higher, the tighter. All associate to the left but `^`.
    public int precedence() {
      return switch (this) {
        case OR -> 1;
        case AND, UNLESS -> 2;
        case EQUAL, NOT_EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> 3;
        case ADD, SUB -> 4;
        case MUL, DIV, MOD -> 5;
        case POW -> 6;
      };
    }

    /// `and`, `or`, `unless`.
    public boolean isSetOperator() {
      return precedence() <= 2;
    }

    /// `==`, `<` and their like, which filter, or with `bool` answer 0 and 1.
    public boolean isComparison() {
      return precedence() == 3;
    }
  }
}
