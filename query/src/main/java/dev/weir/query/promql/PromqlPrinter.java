package dev.weir.query.promql;

import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.Timing;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.query.promql.ast.VectorMatching.Cardinality;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes a tree back as text that parses to the same tree: on one line, or, for what is longer
/// than 100 characters, broken and indented as Prometheus' formatter does.
public final class PromqlPrinter {
  /// Longest expression left on one line.
  private static final int MAX_LINE = 100;

  private PromqlPrinter() {}

  /// One line.
  public static String print(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral number -> number(number);
      case Expr.StringLiteral string -> GoText.quote(string.value());
      case Expr.VectorSelector vector -> selector(vector) + timing(vector.timing());
      case Expr.MatrixSelector matrix ->
          selector(matrix.vector())
              + '['
              + Durations.format(matrix.rangeMs())
              + ']'
              + timing(matrix.vector().timing());
      case Expr.Subquery subquery -> print(subquery.expr()) + subquerySuffix(subquery);
      case Expr.Paren paren -> '(' + print(paren.expr()) + ')';
      case Expr.Unary unary -> (unary.negative() ? "-" : "+") + print(unary.expr());
      case Expr.Binary binary ->
          print(binary.left()) + ' ' + operator(binary) + ' ' + print(binary.right());
      case Expr.Aggregate aggregate ->
          aggregateHead(aggregate)
              + '('
              + arguments(aggregate).stream()
                  .map(PromqlPrinter::print)
                  .collect(Collectors.joining(", "))
              + ')';
      case Expr.Call call ->
          call.function().name()
              + '('
              + call.arguments().stream()
                  .map(PromqlPrinter::print)
                  .collect(Collectors.joining(", "))
              + ')';
    };
  }

  /// Broken into lines where it is long.
  public static String format(Expr expr) {
    return format(expr, 0);
  }

  private static String format(Expr expr, int level) {
    String indent = "  ".repeat(level);
    String line = print(expr);
    if (line.length() <= MAX_LINE) {
      return indent + line;
    }
    return switch (expr) {
      case Expr.NumberLiteral number -> indent + line;
      case Expr.StringLiteral string -> indent + line;
      case Expr.VectorSelector vector -> indent + line;
      case Expr.MatrixSelector matrix -> indent + line;
      case Expr.Subquery subquery -> format(subquery.expr(), level) + subquerySuffix(subquery);
      case Expr.Paren paren ->
          indent + "(\n" + format(paren.expr(), level + 1) + '\n' + indent + ')';
      case Expr.Unary unary ->
          indent + (unary.negative() ? "-" : "+") + format(unary.expr(), level).stripLeading();
      case Expr.Binary binary ->
          format(binary.left(), level + 1)
              + '\n'
              + indent
              + operator(binary)
              + '\n'
              + format(binary.right(), level + 1);
      case Expr.Aggregate aggregate ->
          indent + aggregateHead(aggregate) + block(arguments(aggregate), level);
      case Expr.Call call -> indent + call.function().name() + block(call.arguments(), level);
    };
  }

  private static String block(List<Expr> arguments, int level) {
    return arguments.stream()
        .map(argument -> format(argument, level + 1))
        .collect(Collectors.joining(",\n", "(\n", "\n" + "  ".repeat(level) + ')'));
  }

  private static List<Expr> arguments(Expr.Aggregate aggregate) {
    Expr parameter = aggregate.parameter();
    return parameter == null ? List.of(aggregate.expr()) : List.of(parameter, aggregate.expr());
  }

  private static String aggregateHead(Expr.Aggregate aggregate) {
    String op = aggregate.op().symbol();
    if (!aggregate.without() && aggregate.grouping().isEmpty()) {
      return op;
    }
    return op + (aggregate.without() ? " without " : " by ") + names(aggregate.grouping()) + ' ';
  }

  private static String names(List<String> labels) {
    return labels.stream()
        .map(PromqlPrinter::labelName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String labelName(String name) {
    return PromqlParser.isLabelName(name) ? name : GoText.quote(name);
  }

  private static String operator(Expr.Binary binary) {
    var out = new StringBuilder(binary.op().symbol());
    if (binary.returnBool()) {
      out.append(" bool");
    }
    VectorMatching matching = binary.matching();
    if (matching == null) {
      return out.toString();
    }
    if (matching.on() || !matching.labels().isEmpty()) {
      out.append(matching.on() ? " on " : " ignoring ").append(names(matching.labels()));
      Cardinality cardinality = matching.cardinality();
      if (cardinality == Cardinality.MANY_TO_ONE || cardinality == Cardinality.ONE_TO_MANY) {
        out.append(cardinality == Cardinality.MANY_TO_ONE ? " group_left " : " group_right ");
        out.append(names(matching.include()));
      }
    }
    Double left = matching.fillLeft();
    Double right = matching.fillRight();
    if (left != null && left.equals(right)) {
      out.append(" fill (").append(Numbers.format(left)).append(')');
    } else {
      if (left != null) {
        out.append(" fill_left (").append(Numbers.format(left)).append(')');
      }
      if (right != null) {
        out.append(" fill_right (").append(Numbers.format(right)).append(')');
      }
    }
    return out.toString();
  }

  private static String number(Expr.NumberLiteral number) {
    if (number.isDuration()) {
      return Durations.format(Math.round(number.value() * 1000));
    }
    return Numbers.format(number.value());
  }

  private static String selector(Expr.VectorSelector vector) {
    String name = vector.metricName();
    boolean plain = PromqlParser.isMetricName(name);
    List<String> parts = new ArrayList<>();
    for (Matcher matcher : vector.matchers()) {
      boolean isName = matcher.name().equals(Labels.NAME) && matcher.op() == Matcher.Op.EQUAL;
      if (!isName) {
        parts.add(
            labelName(matcher.name()) + matcher.op().symbol() + GoText.quote(matcher.value()));
      } else if (!plain) {
        parts.addFirst(GoText.quote(name));
      }
    }
    String braces = parts.isEmpty() ? "" : '{' + String.join(", ", parts) + '}';
    return plain ? name + braces : braces;
  }

  private static String subquerySuffix(Expr.Subquery subquery) {
    String step = subquery.stepMs() == 0 ? "" : Durations.format(subquery.stepMs());
    return '['
        + Durations.format(subquery.rangeMs())
        + ':'
        + step
        + ']'
        + timing(subquery.timing());
  }

  private static String timing(Timing timing) {
    String at =
        switch (timing.at()) {
          case null -> "";
          case Timing.At.Start start -> " @ start()";
          case Timing.At.End end -> " @ end()";
          case Timing.At.Timestamp fixed ->
              String.format(Locale.ROOT, " @ %.3f", fixed.timestampMs() / 1000.0);
        };
    return timing.offsetMs() == 0 ? at : at + " offset " + Durations.format(timing.offsetMs());
  }
}
