package dev.weir.query.logql;

import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.VectorFunction;
import dev.weir.query.logql.text.GoValues;
import org.jspecify.annotations.Nullable;

/// What each aggregation allows: parameters, groupings, an unwrap. Messages are Loki's.
final class AggregationChecks {
  private AggregationChecks() {}

  /// The parameter of a range aggregation, NaN when it has none.
  static double parameter(RangeFunction function, @Nullable String text, LogqlTokens tokens) {
    String name = LogqlParser.name(function);
    if (function != RangeFunction.QUANTILE_OVER_TIME) {
      if (text != null) {
        complain(tokens, "parameter " + text + " not supported for operation " + name);
      }
      return Double.NaN;
    }
    if (text == null) {
      complain(tokens, "parameter required for operation " + name);
      return Double.NaN;
    }
    double value = GoValues.number(text);
    if (GoValues.isNoNumber(value)) {
      complain(
          tokens, "invalid parameter for operation " + name + ": " + GoValues.numberError(text));
    }
    return value;
  }

  /// The parameter of a vector aggregation, NaN when it has none.
  static double parameter(VectorFunction function, @Nullable String text, LogqlTokens tokens) {
    String name = LogqlParser.name(function);
    boolean takesOne =
        function == VectorFunction.TOPK
            || function == VectorFunction.BOTTOMK
            || function == VectorFunction.APPROX_TOPK;
    if (!takesOne) {
      if (text != null) {
        complain(tokens, "unsupported parameter for operation " + name + "(" + text + ",");
      }
      return Double.NaN;
    }
    if (text == null) {
      complain(tokens, "parameter required for operation " + name);
      return Double.NaN;
    }
    boolean whole = !text.isEmpty() && text.length() < 10;
    for (int i = 0; i < text.length(); i++) {
      whole &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!whole) {
      complain(tokens, "invalid parameter " + name + "(" + text + ",");
      return Double.NaN;
    }
    int value = Integer.parseInt(text);
    if (value == 0) {
      complain(tokens, "invalid parameter (must be greater than 0) " + name + "(" + text);
    }
    return value;
  }

  static void grouping(VectorFunction function, @Nullable Grouping grouping, LogqlTokens tokens) {
    if (grouping == null) {
      return;
    }
    boolean sorts = function == VectorFunction.SORT || function == VectorFunction.SORT_DESC;
    if (sorts && !grouping.names().isEmpty()) {
      complain(tokens, "sort and sort_desc doesn't allow grouping by ");
    }
    if (function == VectorFunction.APPROX_TOPK) {
      complain(tokens, "grouping not allowed for approx_topk aggregation");
    }
  }

  /// Whether a range aggregation may have its grouping, and its unwrap or none.
  static void shape(
      RangeFunction function,
      @Nullable Unwrap unwrap,
      @Nullable Grouping grouping,
      LogqlTokens tokens) {
    String name = LogqlParser.name(function);
    if (grouping != null && !mayGroup(function)) {
      complain(tokens, "grouping not allowed for " + name + " aggregation");
    }
    if (unwrap != null && !mayUnwrap(function)) {
      complain(tokens, "invalid aggregation " + name + " with unwrap");
    }
    if (unwrap == null && !mayCount(function)) {
      complain(tokens, "invalid aggregation " + name + " without unwrap");
    }
  }

  private static boolean mayGroup(RangeFunction function) {
    return switch (function) {
      case AVG_OVER_TIME,
          STDDEV_OVER_TIME,
          STDVAR_OVER_TIME,
          QUANTILE_OVER_TIME,
          MAX_OVER_TIME,
          MIN_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME ->
          true;
      case RATE,
          RATE_COUNTER,
          COUNT_OVER_TIME,
          BYTES_RATE,
          BYTES_OVER_TIME,
          SUM_OVER_TIME,
          ABSENT_OVER_TIME ->
          false;
    };
  }

  private static boolean mayUnwrap(RangeFunction function) {
    return switch (function) {
      case COUNT_OVER_TIME, BYTES_RATE, BYTES_OVER_TIME -> false;
      case RATE,
          RATE_COUNTER,
          SUM_OVER_TIME,
          AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDDEV_OVER_TIME,
          STDVAR_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME,
          ABSENT_OVER_TIME ->
          true;
    };
  }

  /// Whether it makes sense for lines, without a value from them.
  private static boolean mayCount(RangeFunction function) {
    return switch (function) {
      case RATE, COUNT_OVER_TIME, BYTES_RATE, BYTES_OVER_TIME, ABSENT_OVER_TIME -> true;
      case RATE_COUNTER,
          SUM_OVER_TIME,
          AVG_OVER_TIME,
          MIN_OVER_TIME,
          MAX_OVER_TIME,
          STDDEV_OVER_TIME,
          STDVAR_OVER_TIME,
          QUANTILE_OVER_TIME,
          FIRST_OVER_TIME,
          LAST_OVER_TIME ->
          false;
    };
  }

  private static void complain(LogqlTokens tokens, String message) {
    tokens.complain(LogqlError.general(message));
  }
}
