package dev.weir.query.logql;

import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.promql.GoText;
import dev.weir.query.promql.Numbers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Breaks long expressions into lines, as Loki's formatter does: each stage on its own, arguments
/// indented. What fits stays on one line. One use.
final class LogqlLayout {
  private static final String INDENT = "  ";

  private final int width;

  /// `width` is the longest expression left on one line, in characters.
  LogqlLayout(int width) {
    this.width = width;
  }

  String layOut(LogqlExpr expr) {
    return layOut(expr, 0);
  }

  private String layOut(LogqlExpr expr, int level) {
    String indent = INDENT.repeat(level);
    String line = LogqlFormatter.format(expr);
    if (line.length() <= width) {
      return indent + line;
    }
    return switch (expr) {
      case LogQuery query -> logQuery(query, level);
      case LogqlExpr.RangeAggregation range -> indent + rangeAggregation(range, level);
      case LogqlExpr.VectorAggregation vector -> indent + vectorAggregation(vector, level);
      case LogqlExpr.Binary binary ->
          side(binary.left(), LogqlFormatter.leftNeedsParens(binary), level + 1)
              + '\n'
              + indent
              + LogqlFormatter.operator(binary)
              + '\n'
              + side(binary.right(), LogqlFormatter.rightNeedsParens(binary), level + 1);
      case LogqlExpr.LabelReplace replace ->
          indent
              + "label_replace"
              + arguments(
                  Stream.concat(
                          Stream.of(layOut(replace.of(), level + 1)),
                          Stream.of(
                                  replace.destination(),
                                  replace.replacement(),
                                  replace.source(),
                                  replace.regex())
                              .map(text -> indent + INDENT + GoText.quote(text)))
                      .toList(),
                  level);
      case LogqlExpr.NumberLiteral literal -> indent + line;
      case LogqlExpr.VectorLiteral vector -> indent + line;
    };
  }

  private String logQuery(LogQuery query, int level) {
    var out = new StringBuilder(INDENT.repeat(level));
    out.append(LogqlFormatter.selector(query.selector()));
    for (Stage stage : query.stages()) {
      out.append('\n').append(INDENT.repeat(level + 1)).append(LogqlFormatter.stage(stage));
    }
    return out.toString();
  }

  private String rangeAggregation(LogqlExpr.RangeAggregation range, int level) {
    String lines = layOut(range.query(), level + 1);
    Unwrap unwrap = range.unwrap();
    if (unwrap != null) {
      lines += '\n' + INDENT.repeat(level + 2) + LogqlFormatter.unwrap(unwrap);
    }
    lines += ' ' + LogqlFormatter.range(range);
    return LogqlParser.name(range.function())
        + arguments(withParameter(range.parameter(), lines, level), level)
        + grouping(range.grouping());
  }

  private String vectorAggregation(LogqlExpr.VectorAggregation vector, int level) {
    String of = layOut(vector.of(), level + 1);
    return LogqlParser.name(vector.function())
        + grouping(vector.grouping())
        + arguments(withParameter(vector.parameter(), of, level), level);
  }

  private static List<String> withParameter(double parameter, String of, int level) {
    return Double.isNaN(parameter)
        ? List.of(of)
        : List.of(INDENT.repeat(level + 1) + Numbers.format(parameter), of);
  }

  private static String arguments(List<String> arguments, int level) {
    return arguments.stream()
        .collect(Collectors.joining(",\n", "(\n", '\n' + INDENT.repeat(level) + ')'));
  }

  private String side(MetricExpr side, boolean needsParens, int level) {
    if (!needsParens) {
      return layOut(side, level);
    }
    String indent = INDENT.repeat(level);
    return indent + "(\n" + layOut(side, level + 1) + '\n' + indent + ')';
  }

  private static String grouping(@Nullable Grouping grouping) {
    if (grouping == null) {
      return "";
    }
    return (grouping.without() ? " without (" : " by (")
        + String.join(", ", grouping.names())
        + ')';
  }
}
