package dev.weir.query.promql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.ast.AggregateOp;
import dev.weir.query.promql.ast.BinaryOp;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.FunctionSignature;
import dev.weir.query.promql.ast.Span;
import dev.weir.query.promql.ast.Timing;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.query.promql.ast.VectorMatching.Cardinality;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses PromQL 3: a Pratt parser (binding strengths in [BinaryOp]), then the type check. One use,
/// one thread; O(length). Mistakes are a [QueryException] of kind `bad_data` with Prometheus' text,
/// `1:5: parse error: unclosed left parenthesis`.
public final class PromqlParser {
  /// Deepest nesting accepted: beyond it the recursion would be at risk, not the reader.
  static final int MAX_DEPTH = 500;

  private static final Map<String, BinaryOp> OPERATORS = new HashMap<>();
  private static final Map<String, AggregateOp> AGGREGATES = new HashMap<>();

  static {
    for (BinaryOp op : BinaryOp.values()) {
      OPERATORS.put(op.symbol(), op);
    }
    for (AggregateOp op : AggregateOp.values()) {
      AGGREGATES.put(op.symbol(), op);
    }
  }

  private final TokenCursor tokens;
  private final SelectorParser selectors;
  private int depth;

  private PromqlParser(String text) {
    this.tokens = new TokenCursor(text);
    this.selectors = new SelectorParser(tokens);
  }

  /// The checked tree of `query`.
  public static Expr parse(String query) {
    var parser = new PromqlParser(query);
    if (parser.tokens.peek().type() == TokenType.END) {
      throw parser.tokens.error(0, "no expression found in input");
    }
    Expr expr = parser.expression(0);
    if (parser.tokens.peek().type() != TokenType.END) {
      throw parser.tokens.unexpected("", "");
    }
    return new TypeChecker(query).check(expr);
  }

  /// The matchers of a series selector as `match[]` takes it: `name{a="b"}`. Unlike in a query, all
  /// of them may match the empty text.
  public static List<Matcher> parseSelector(String selector) {
    var parser = new PromqlParser(selector);
    Expr expr = parser.expression(0);
    if (parser.tokens.peek().type() != TokenType.END) {
      throw parser.tokens.unexpected("", "");
    }
    if (!(expr instanceof Expr.VectorSelector vector) || !vector.timing().equals(Timing.NONE)) {
      throw parser.tokens.error(0, "expected a series selector, got " + PromqlPrinter.print(expr));
    }
    return vector.matchers();
  }

  private Expr expression(int minPrecedence) {
    if (++depth > MAX_DEPTH) {
      throw tokens.error(
          tokens.peek().span().start(), "expression nested too deeply: limit " + MAX_DEPTH);
    }
    Expr left = prefix();
    while (true) {
      Token token = tokens.peek();
      BinaryOp op = token.type() == TokenType.OPERATOR ? OPERATORS.get(token.word()) : null;
      if (op == null || op.precedence() < minPrecedence) {
        break;
      }
      tokens.next();
      left = binary(left, op);
    }
    depth--;
    return left;
  }

  private Expr binary(Expr left, BinaryOp op) {
    boolean returnBool = tokens.acceptKeyword("bool");
    VectorMatching matching = matching();
    Expr right = expression(op.isRightAssociative() ? op.precedence() : op.precedence() + 1);
    return new Expr.Binary(op, left, right, returnBool, matching, left.span().to(right.span()));
  }

  private VectorMatching matching() {
    VectorMatching matching = VectorMatching.DEFAULT;
    boolean on = tokens.peek().isKeyword("on");
    if (on || tokens.peek().isKeyword("ignoring")) {
      tokens.next();
      List<String> labels = labelList();
      matching = new VectorMatching(Cardinality.ONE_TO_ONE, on, labels, List.of(), null, null);
      boolean left = tokens.peek().isKeyword("group_left");
      if (left || tokens.peek().isKeyword("group_right")) {
        tokens.next();
        List<String> include =
            tokens.peek().type() == TokenType.LEFT_PAREN ? labelList() : List.of();
        matching =
            new VectorMatching(
                left ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY,
                on,
                labels,
                include,
                null,
                null);
      }
    }
    return fills(matching);
  }

  private VectorMatching fills(VectorMatching matching) {
    @Nullable Double left = null;
    @Nullable Double right = null;
    while (true) {
      Token token = tokens.peek();
      boolean both = token.isKeyword("fill");
      boolean toLeft = token.isKeyword("fill_left");
      if ((!both && !toLeft && !token.isKeyword("fill_right")) || !tokens.followedByParen()) {
        break;
      }
      tokens.next();
      tokens.expect(TokenType.LEFT_PAREN, "fill modifier", "\"(\"");
      double value = selectors.signedNumber("fill modifier");
      tokens.expect(TokenType.RIGHT_PAREN, "fill modifier", "\")\"");
      left = both || toLeft ? Double.valueOf(value) : left;
      right = both || !toLeft ? Double.valueOf(value) : right;
    }
    return left == null && right == null
        ? matching
        : new VectorMatching(
            matching.cardinality(),
            matching.on(),
            matching.labels(),
            matching.include(),
            left,
            right);
  }

  private Expr prefix() {
    Token token = tokens.peek();
    if (token.type() == TokenType.OPERATOR
        && (token.text().equals("-") || token.text().equals("+"))) {
      tokens.next();
      Expr operand = expression(BinaryOp.UNARY_PRECEDENCE + 1);
      Span span = token.span().to(operand.span());
      boolean negative = token.text().equals("-");
      if (operand instanceof Expr.NumberLiteral number) {
        return new Expr.NumberLiteral(
            negative ? -number.value() : number.value(), number.isDuration(), span);
      }
      return new Expr.Unary(negative, operand, span);
    }
    return postfix(primary());
  }

  private Expr primary() {
    Token token = tokens.peek();
    return switch (token.type()) {
      case NUMBER, DURATION -> {
        tokens.next();
        boolean isDuration = token.type() == TokenType.DURATION;
        yield new Expr.NumberLiteral(
            isDuration ? selectors.durationMs(token) / 1000.0 : selectors.number(token),
            isDuration,
            token.span());
      }
      case STRING -> {
        tokens.next();
        yield new Expr.StringLiteral(tokens.unquote(token), token.span());
      }
      case LEFT_PAREN -> {
        tokens.next();
        Expr inner = expression(0);
        Token close = tokens.expect(TokenType.RIGHT_PAREN, "", "");
        yield new Expr.Paren(inner, token.span().to(close.span()));
      }
      case LEFT_BRACE -> selectors.vector(null);
      case AGGREGATOR -> aggregateOrName(token);
      case IDENTIFIER, KEYWORD, METRIC_IDENTIFIER -> nameOrCall(token);
      default -> throw tokens.unexpected("", "");
    };
  }

  private Expr nameOrCall(Token token) {
    tokens.next();
    if (tokens.peek().type() == TokenType.LEFT_PAREN) {
      return call(token);
    }
    if (token.type() == TokenType.KEYWORD && !mayBeMetric(token.word())) {
      throw tokens.unexpected(token, "", "");
    }
    return selectors.vector(token);
  }

  private static boolean mayBeMetric(String keyword) {
    return switch (keyword) {
      case "bool", "on", "ignoring", "group_left", "group_right" -> false;
      default -> true;
    };
  }

  private Expr call(Token name) {
    FunctionSignature function = FunctionTable.find(name.text());
    tokens.next();
    List<Expr> arguments = new ArrayList<>();
    Token close;
    if (tokens.peek().type() == TokenType.RIGHT_PAREN) {
      close = tokens.next();
    } else {
      while (true) {
        arguments.add(expression(0));
        if (tokens.accept(TokenType.COMMA)) {
          if (tokens.peek().type() == TokenType.RIGHT_PAREN) {
            throw tokens.error(
                tokens.peek().span().start(), "trailing commas not allowed in function call args");
          }
          continue;
        }
        close = tokens.expect(TokenType.RIGHT_PAREN, "", "");
        break;
      }
    }
    if (function == null) {
      throw tokens.error(
          name.span().start(), "unknown function with name " + GoText.quote(name.text()));
    }
    return new Expr.Call(function, arguments, name.span().to(close.span()));
  }

  private Expr aggregateOrName(Token token) {
    tokens.next();
    Token after = tokens.peek();
    boolean grouped = after.isKeyword("by") || after.isKeyword("without");
    if (after.type() != TokenType.LEFT_PAREN && !grouped) {
      return selectors.vector(token);
    }
    AggregateOp op = AGGREGATES.get(token.word());
    assert op != null : token;
    List<String> grouping = List.of();
    boolean without = false;
    if (grouped) {
      without = tokens.next().isKeyword("without");
      grouping = labelList();
    }
    tokens.expect(TokenType.LEFT_PAREN, "aggregation", "");
    List<Expr> arguments = new ArrayList<>();
    if (tokens.peek().type() != TokenType.RIGHT_PAREN) {
      do {
        arguments.add(expression(0));
      } while (tokens.accept(TokenType.COMMA));
    }
    Token close = tokens.expect(TokenType.RIGHT_PAREN, "", "");
    int end = close.span().end();
    if (!grouped && (tokens.peek().isKeyword("by") || tokens.peek().isKeyword("without"))) {
      without = tokens.next().isKeyword("without");
      grouping = labelList();
      end = tokens.lastEnd();
    }
    return aggregate(op, arguments, grouping, without, new Span(token.span().start(), end));
  }

  private Expr aggregate(
      AggregateOp op, List<Expr> arguments, List<String> grouping, boolean without, Span span) {
    if (arguments.isEmpty()) {
      throw tokens.error(span.start(), "no arguments for aggregate expression provided");
    }
    int wanted = op.hasParameter() ? 2 : 1;
    if (arguments.size() != wanted) {
      throw tokens.error(
          span.start(),
          "wrong number of arguments for aggregate expression provided, expected "
              + wanted
              + ", got "
              + arguments.size());
    }
    return new Expr.Aggregate(
        op,
        op.hasParameter() ? arguments.getFirst() : null,
        arguments.getLast(),
        grouping,
        without,
        span);
  }

  private List<String> labelList() {
    String place = "grouping opts";
    tokens.expect(TokenType.LEFT_PAREN, place, "\"(\"");
    List<String> labels = new ArrayList<>();
    while (!tokens.accept(TokenType.RIGHT_PAREN)) {
      Token token = tokens.next();
      switch (token.type()) {
        case IDENTIFIER, KEYWORD, AGGREGATOR -> labels.add(token.text());
        case STRING -> labels.add(tokens.unquote(token));
        case NUMBER, OPERATOR -> {
          if (!Character.isLetter(token.text().charAt(0))) {
            throw tokens.unexpected(token, place, "label");
          }
          labels.add(token.text());
        }
        default -> throw tokens.unexpected(token, place, "label");
      }
      if (!tokens.accept(TokenType.COMMA) && tokens.peek().type() != TokenType.RIGHT_PAREN) {
        throw tokens.unexpected(place, "\",\" or \")\"");
      }
    }
    return labels;
  }

  // --- what may follow an operand: ranges, offset, @ ---

  private Expr postfix(Expr expr) {
    Expr result = expr;
    while (true) {
      Token token = tokens.peek();
      if (token.type() == TokenType.LEFT_BRACKET) {
        result = bracket(result);
      } else if (token.isKeyword("offset")) {
        tokens.next();
        result = withOffset(result, selectors.signedDurationMs("offset"));
      } else if (token.type() == TokenType.AT) {
        tokens.next();
        result = withAt(result, selectors.atTime());
      } else if (token.isKeyword("anchored") || token.isKeyword("smoothed")) {
        throw tokens.error(token.span().start(), token.word() + " modifier is not evaluated yet");
      } else {
        return result;
      }
    }
  }

  private Expr bracket(Expr expr) {
    Token open = tokens.next();
    long rangeMs = selectors.positiveDurationMs("subquery or range selector");
    if (tokens.accept(TokenType.COLON)) {
      long stepMs =
          tokens.peek().type() == TokenType.RIGHT_BRACKET
              ? 0
              : selectors.positiveDurationMs("subquery selector");
      Token close = tokens.expect(TokenType.RIGHT_BRACKET, "subquery selector", "\"]\"");
      return new Expr.Subquery(expr, rangeMs, stepMs, Timing.NONE, expr.span().to(close.span()));
    }
    Token close = tokens.expect(TokenType.RIGHT_BRACKET, "subquery or range", "\":\" or \"]\"");
    if (!(expr instanceof Expr.VectorSelector vector)) {
      throw tokens.error(open.span().start(), "ranges only allowed for vector selectors");
    }
    if (vector.timing().offsetMs() != 0) {
      throw tokens.error(open.span().start(), "no offset modifiers allowed before range");
    }
    if (vector.timing().at() != null) {
      throw tokens.error(open.span().start(), "no @ modifiers allowed before range");
    }
    return new Expr.MatrixSelector(vector, rangeMs, expr.span().to(close.span()));
  }

  private Expr withOffset(Expr expr, long offsetMs) {
    Timing timing = timing(expr);
    if (timing == null) {
      throw tokens.error(
          expr.span().start(),
          "offset modifier must be preceded by an instant vector selector or range vector selector"
              + " or a subquery");
    }
    if (timing.offsetMs() != 0) {
      throw tokens.error(expr.span().start(), "offset may not be set multiple times");
    }
    return withTiming(expr, new Timing(offsetMs, timing.at()));
  }

  private Expr withAt(Expr expr, Timing.At at) {
    Timing timing = timing(expr);
    if (timing == null) {
      throw tokens.error(
          expr.span().start(),
          "@ modifier must be preceded by an instant vector selector or range vector selector or a"
              + " subquery");
    }
    if (timing.at() != null) {
      throw tokens.error(expr.span().start(), "@ <timestamp> may not be set multiple times");
    }
    return withTiming(expr, new Timing(timing.offsetMs(), at));
  }

  private static @Nullable Timing timing(Expr expr) {
    return switch (expr) {
      case Expr.VectorSelector vector -> vector.timing();
      case Expr.MatrixSelector matrix -> matrix.vector().timing();
      case Expr.Subquery subquery -> subquery.timing();
      default -> null;
    };
  }

  private Expr withTiming(Expr expr, Timing timing) {
    Span span = new Span(expr.span().start(), tokens.lastEnd());
    return switch (expr) {
      case Expr.VectorSelector vector -> new Expr.VectorSelector(vector.matchers(), timing, span);
      case Expr.MatrixSelector matrix ->
          new Expr.MatrixSelector(
              new Expr.VectorSelector(matrix.vector().matchers(), timing, matrix.vector().span()),
              matrix.rangeMs(),
              span);
      case Expr.Subquery subquery ->
          new Expr.Subquery(subquery.expr(), subquery.rangeMs(), subquery.stepMs(), timing, span);
      default -> throw new IllegalStateException("BUG: no timing on " + expr);
    };
  }

  /// True for a name that needs no quotes in braces: a legacy label name.
  static boolean isLabelName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// True for a name that can stand before the braces.
  static boolean isMetricName(String name) {
    return isLabelName(name.replace(':', '_'));
  }
}
