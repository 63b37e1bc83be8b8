package dev.weir.query.promql.ast;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a checked PromQL expression.
public sealed interface Expr {
  /// Where it stands in the text.
  Span span();

  /// What it yields.
  ValueType type();

  /// `12.5`, `0x1f`, `Inf`, or `5m`, which is the number of its seconds.
  record NumberLiteral(double value, boolean isDuration, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /// A quoted text, unescaped.
  record StringLiteral(String value, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /// `name{a="b"} offset 5m @ 10`. `matchers` include the one for the name.
  record VectorSelector(List<Matcher> matchers, Timing timing, Span span) implements Expr {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    /// The metric name, when one is required to be equal; else empty.
    public String metricName() {
      for (Matcher matcher : matchers) {
        if (matcher.op() == Matcher.Op.EQUAL && matcher.name().equals(Labels.NAME)) {
          return matcher.value();
        }
      }
      return "";
    }
  }

  /// `name{a="b"}[5m]`; the timing is the vector's.
  record MatrixSelector(VectorSelector vector, long rangeMs, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /// `expr[1h:5m]`; `stepMs` 0 is the default step.
  record Subquery(Expr expr, long rangeMs, long stepMs, Timing timing, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /// `(expr)`.
  record Paren(Expr expr, Span span) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /// A sign before something that is not a number literal.
  record Unary(boolean negative, Expr expr, Span span) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /// `left op right`. `matching` is null unless both sides are vectors.
  record Binary(
      BinaryOp op,
      Expr left,
      Expr right,
      boolean returnBool,
      @Nullable VectorMatching matching,
      Span span)
      implements Expr {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  /// `op by (grouping) (parameter, expr)`.
  record Aggregate(
      AggregateOp op,
      @Nullable Expr parameter,
      Expr expr,
      List<String> grouping,
      boolean without,
      Span span)
      implements Expr {
    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /// `function(arguments)`.
  record Call(FunctionSignature function, List<Expr> arguments, Span span) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.result();
    }

    /// From the start of the first argument to the end of the last; the call itself when there is
    /// none. Annotations point here.
    public Span argumentSpan() {
      return arguments.isEmpty()
          ? span
          : arguments.getFirst().span().to(arguments.getLast().span());
    }
  }
}
