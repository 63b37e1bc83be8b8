package dev.weir.query.logql;

import com.google.re2j.PatternSyntaxException;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LabelFilter.Comparison;
import dev.weir.query.logql.ast.LabelFilter.Unit;
import dev.weir.query.logql.text.GoValues;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Regex;
import org.jspecify.annotations.Nullable;

/// Parses conditions on labels: those of selectors and those of pipelines.
///
/// A comma, or nothing at all, between two conditions means `and`, and takes as its right side all
/// that follows, `or` included: `a, b or c` is `a and (b or c)`. That is what the precedences of
/// Loki's grammar come to.
final class LabelFilterParser {
  private static final int OR_PRECEDENCE = 1;
  private static final int AND_PRECEDENCE = 2;

  private final LogqlTokens tokens;

  LabelFilterParser(LogqlTokens tokens) {
    this.tokens = tokens;
  }

  /// `name op "value"`, of a selector.
  Matcher matcher(String... alsoExpected) {
    if (!tokens.isKind(TokenKind.IDENTIFIER)) {
      String[] expected = new String[alsoExpected.length + 1];
      expected[0] = TokenKind.IDENTIFIER.text();
      System.arraycopy(alsoExpected, 0, expected, 1, alsoExpected.length);
      throw tokens.unexpected(expected);
    }
    String name = tokens.next().text();
    Matcher.Op op = matcherOp();
    if (op == null) {
      throw tokens.unexpected("=", "=~", "!~", "!=");
    }
    tokens.next();
    return matcher(name, op, tokens.expect(TokenKind.STRING).text());
  }

  /// The matcher's operator ahead, or null.
  Matcher.@Nullable Op matcherOp() {
    for (Matcher.Op op : Matcher.Op.values()) {
      if (tokens.isSymbol(op.symbol())) {
        return op;
      }
    }
    return null;
  }

  Matcher matcher(String name, Matcher.Op op, String value) {
    try {
      return new Matcher(name, op, value);
    } catch (PatternSyntaxException e) {
      throw badRegex(value, e);
    }
  }

  /// A malformed regular expression, in Go's words: those for the expression as it was written, not
  /// as it was wrapped.
  static QueryException badRegex(String written, PatternSyntaxException wrapped) {
    PatternSyntaxException e = wrapped;
    try {
      Regex.compile(written);
    } catch (PatternSyntaxException plain) {
      e = plain;
    }
    return LogqlError.general(
        "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`");
  }

  /// True when a condition begins with the token ahead.
  boolean isAhead() {
    return tokens.isKind(TokenKind.IDENTIFIER) || tokens.isSymbol("(");
  }

  /// A condition with all that is joined to it.
  LabelFilter filter() {
    return filter(0);
  }

  private LabelFilter filter(int minPrecedence) {
    tokens.enter();
    LabelFilter left = operand();
    while (true) {
      if (tokens.peek().isWord("and") && AND_PRECEDENCE >= minPrecedence) {
        tokens.next();
        left = new LabelFilter.And(left, filter(AND_PRECEDENCE + 1));
      } else if (tokens.peek().isWord("or") && OR_PRECEDENCE >= minPrecedence) {
        tokens.next();
        left = new LabelFilter.Or(left, filter(OR_PRECEDENCE + 1));
      } else if (tokens.acceptSymbol(",") || isAhead()) {
        left = new LabelFilter.And(left, filter(0));
      } else {
        tokens.leave();
        return left;
      }
    }
  }

  private LabelFilter operand() {
    if (tokens.acceptSymbol("(")) {
      LabelFilter inner = filter(0);
      tokens.expectSymbol(")");
      return inner;
    }
    String name = tokens.expect(TokenKind.IDENTIFIER).text();
    Matcher.Op op = matcherOp();
    if (op != null) {
      tokens.next();
      if (tokens.isKind(TokenKind.STRING)) {
        return new LabelFilter.Text(matcher(name, op, tokens.next().text()));
      }
      if (op == Matcher.Op.REGEX || op == Matcher.Op.NOT_REGEX) {
        throw tokens.unexpected(TokenKind.STRING.text());
      }
      if (tokens.peek().isFunction("ip")) {
        tokens.next();
        return new LabelFilter.Ip(name, op == Matcher.Op.NOT_EQUAL, tokens.parenthesisedString());
      }
      return quantity(name, op == Matcher.Op.EQUAL ? Comparison.EQUAL : Comparison.NOT_EQUAL);
    }
    for (Comparison comparison : Comparison.values()) {
      if (tokens.acceptSymbol(comparison.symbol())) {
        return quantity(name, comparison);
      }
    }
    throw tokens.unexpected();
  }

  private LabelFilter quantity(String name, Comparison comparison) {
    LogqlToken token = tokens.peek();
    return switch (token.kind()) {
      case DURATION -> {
        tokens.next();
        yield new LabelFilter.Quantity(name, comparison, token.number() / 1e9, Unit.DURATION);
      }
      case BYTES -> {
        tokens.next();
        yield new LabelFilter.Quantity(name, comparison, token.number(), Unit.BYTES);
      }
      case NUMBER, SYMBOL -> new LabelFilter.Quantity(name, comparison, literal(), Unit.NUMBER);
      case END, IDENTIFIER, STRING, RANGE, FLAG, FUNCTION, WORD, ILLEGAL ->
          throw tokens.unexpected();
    };
  }

  /// `5`, `+5`, `-5`.
  double literal() {
    boolean negative = tokens.isSymbol("-");
    if (negative || tokens.isSymbol("+")) {
      tokens.next();
      if (!tokens.isKind(TokenKind.NUMBER)) {
        throw tokens.unexpected(TokenKind.NUMBER.text());
      }
    }
    if (!tokens.isKind(TokenKind.NUMBER)) {
      throw tokens.unexpected();
    }
    double value = number(tokens.next().text());
    return negative ? -value : value;
  }

  private double number(String text) {
    double value = GoValues.number(text);
    if (GoValues.isNoNumber(value)) {
      tokens.complain(
          LogqlError.general("unable to parse literal as a float: " + GoValues.numberError(text)));
      return 0;
    }
    return value;
  }
}
