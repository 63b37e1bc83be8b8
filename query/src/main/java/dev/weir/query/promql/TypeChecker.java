package dev.weir.query.promql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.FunctionSignature;
import dev.weir.query.promql.ast.Span;
import dev.weir.query.promql.ast.ValueType;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.query.promql.ast.VectorMatching.Cardinality;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;

/// Checks that operators, functions and aggregations get what they take, innermost first, and makes
/// the vector matching of each operator what its operands allow. Texts are those of Prometheus
/// (`promql/parser/parse.go`, `checkAST`).
final class TypeChecker {
  private final String text;

  TypeChecker(String text) {
    this.text = text;
  }

  /// The checked tree.
  Expr check(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral number -> number;
      case Expr.StringLiteral string -> string;
      case Expr.VectorSelector vector -> checkSelector(vector);
      case Expr.MatrixSelector matrix -> {
        checkSelector(matrix.vector());
        yield matrix;
      }
      case Expr.Subquery subquery -> checkSubquery(subquery);
      case Expr.Paren paren -> new Expr.Paren(check(paren.expr()), paren.span());
      case Expr.Unary unary -> checkUnary(unary);
      case Expr.Binary binary -> checkBinary(binary);
      case Expr.Aggregate aggregate -> checkAggregate(aggregate);
      case Expr.Call call -> checkCall(call);
    };
  }

  private Expr checkSelector(Expr.VectorSelector vector) {
    boolean selective = false;
    String name = null;
    for (Matcher matcher : vector.matchers()) {
      selective |= !matcher.matchesEmpty();
      if (matcher.op() == Matcher.Op.EQUAL && matcher.name().equals(Labels.NAME)) {
        if (name != null) {
          throw error(
              vector.span(),
              "metric name must not be set twice: "
                  + GoText.quote(name)
                  + " or "
                  + GoText.quote(matcher.value()));
        }
        name = matcher.value();
      }
    }
    if (!selective) {
      throw error(vector.span(), "vector selector must contain at least one non-empty matcher");
    }
    return vector;
  }

  private Expr checkSubquery(Expr.Subquery subquery) {
    Expr inner = check(subquery.expr());
    if (inner.type() != ValueType.VECTOR) {
      throw error(
          subquery.span(),
          "subquery is only allowed on instant vector, got " + inner.type().symbol() + " instead");
    }
    return new Expr.Subquery(
        inner, subquery.rangeMs(), subquery.stepMs(), subquery.timing(), subquery.span());
  }

  private Expr checkUnary(Expr.Unary unary) {
    Expr inner = check(unary.expr());
    if (inner.type() != ValueType.SCALAR && inner.type() != ValueType.VECTOR) {
      throw error(
          unary.span(),
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + GoText.quote(inner.type().description()));
    }
    return new Expr.Unary(unary.negative(), inner, unary.span());
  }

  private Expr checkBinary(Expr.Binary binary) {
    Expr left = check(binary.left());
    Expr right = check(binary.right());
    Span between = new Span(/* start= */ left.span().end(), /* end= */ right.span().start());
    Span operator = new Span(skipBlanks(between), between.end());
    var op = binary.op();
    if (binary.returnBool() && !op.isComparison()) {
      throw error(operator, "bool modifier can only be used on comparison operators");
    }
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    if (op.isComparison() && !binary.returnBool() && scalars) {
      throw error(operator, "comparisons between scalars must use BOOL modifier");
    }
    for (Expr side : List.of(left, right)) {
      if (side.type() != ValueType.SCALAR && side.type() != ValueType.VECTOR) {
        throw error(
            side.span(), "binary expression must contain only scalar and instant vector types");
      }
    }
    VectorMatching matching = binary.matching();
    assert matching != null;
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    checkMatching(binary, matching, operator, vectors);
    if (op.isSetOperator() && vectors) {
      matching = matching.with(Cardinality.MANY_TO_MANY);
    }
    return new Expr.Binary(
        op, left, right, binary.returnBool(), vectors ? matching : null, binary.span());
  }

  private void checkMatching(
      Expr.Binary binary, VectorMatching matching, Span operator, boolean vectors) {
    for (String label : matching.labels()) {
      if (matching.on() && matching.include().contains(label)) {
        throw error(
            operator,
            "label " + GoText.quote(label) + " must not occur in ON and GROUP clause at once");
      }
    }
    if (!vectors && !matching.labels().isEmpty()) {
      throw error(binary.span(), "vector matching only allowed between instant vectors");
    }
    if (!binary.op().isSetOperator()) {
      return;
    }
    String name = GoText.quote(binary.op().symbol());
    if (matching.cardinality() != Cardinality.ONE_TO_ONE) {
      throw error(binary.span(), "no grouping allowed for " + name + " operation");
    }
    if (matching.fills()) {
      throw error(binary.span(), "filling in missing series not allowed for set operators");
    }
    if (!vectors) {
      throw error(
          binary.span(), "set operator " + name + " not allowed in binary scalar expression");
    }
  }

  private Expr checkAggregate(Expr.Aggregate aggregate) {
    Expr parameter = aggregate.parameter();
    Expr inner = expect(check(aggregate.expr()), ValueType.VECTOR, "aggregation expression");
    if (parameter != null) {
      parameter = expect(check(parameter), aggregate.op().parameter(), "aggregation parameter");
    }
    return new Expr.Aggregate(
        aggregate.op(),
        parameter,
        inner,
        aggregate.grouping(),
        aggregate.without(),
        aggregate.span());
  }

  private Expr checkCall(Expr.Call call) {
    FunctionSignature function = call.function();
    int count = call.arguments().size();
    String wanted = null;
    if (function.variadic() == 0 && count != function.arguments().size()) {
      wanted = "expected " + function.arguments().size();
    } else if (count < function.minArguments()) {
      wanted = "expected at least " + function.minArguments();
    } else if (count > function.maxArguments()) {
      wanted = "expected at most " + function.maxArguments();
    }
    if (wanted != null) {
      throw error(
          call.span(),
          wanted + " argument(s) in call to " + GoText.quote(function.name()) + ", got " + count);
    }
    List<Expr> arguments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      arguments.add(
          expect(
              check(call.arguments().get(i)),
              function.argument(i),
              "call to function " + GoText.quote(function.name())));
    }
    return new Expr.Call(function, arguments, call.span());
  }

  private Expr expect(Expr expr, ValueType type, String place) {
    if (expr.type() != type) {
      throw error(
          expr.span(),
          "expected type "
              + type.description()
              + " in "
              + place
              + ", got "
              + expr.type().description());
    }
    return expr;
  }

  private int skipBlanks(Span between) {
    int at = between.start();
    while (at < between.end() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private QueryException error(Span span, String message) {
    return PromqlError.at(text, span.start(), message).toException();
  }
}
