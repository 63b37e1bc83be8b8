package dev.weir.query.promql;

import com.google.re2j.PatternSyntaxException;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.Span;
import dev.weir.query.promql.ast.Timing;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses selectors, durations and times, on the parser's cursor.
final class SelectorParser {
  private static final String PLACE = "label matching";

  private final TokenCursor tokens;

  SelectorParser(TokenCursor tokens) {
    this.tokens = tokens;
  }

  /// A vector selector whose name, if it has one, was just taken.
  Expr vector(@Nullable Token name) {
    int start = name == null ? tokens.peek().span().start() : name.span().start();
    List<Matcher> matchers = new ArrayList<>();
    if (name == null || tokens.peek().type() == TokenType.LEFT_BRACE) {
      braces(matchers);
    }
    if (name != null) {
      for (Matcher matcher : matchers) {
        if (matcher.name().equals(Labels.NAME)) {
          throw tokens.error(
              start,
              "metric name must not be set twice: "
                  + GoText.quote(name.text())
                  + " or "
                  + GoText.quote(matcher.value()));
        }
      }
      matchers.add(Matcher.equal(Labels.NAME, name.text()));
    }
    return new Expr.VectorSelector(matchers, Timing.NONE, new Span(start, tokens.lastEnd()));
  }

  private void braces(List<Matcher> matchers) {
    tokens.expect(TokenType.LEFT_BRACE, "", "");
    while (!tokens.accept(TokenType.RIGHT_BRACE)) {
      matchers.add(matcher());
      if (!tokens.accept(TokenType.COMMA) && tokens.peek().type() != TokenType.RIGHT_BRACE) {
        throw tokens.unexpected(PLACE, "\",\" or \"}\"");
      }
    }
  }

  private Matcher matcher() {
    Token name = tokens.next();
    boolean quoted = name.type() == TokenType.STRING;
    if (!quoted && name.type() != TokenType.IDENTIFIER) {
      throw tokens.unexpected(name, PLACE, "identifier or \"}\"");
    }
    String label = quoted ? tokens.unquote(name) : name.text();
    Token op = tokens.peek();
    if (quoted && (op.type() == TokenType.COMMA || op.type() == TokenType.RIGHT_BRACE)) {
      return Matcher.equal(Labels.NAME, label);
    }
    Matcher.Op kind =
        switch (op.type()) {
          case ASSIGN -> Matcher.Op.EQUAL;
          case OPERATOR -> Matcher.Op.NOT_EQUAL; // the only operator the lexer knows in braces
          case REGEX_MATCH -> Matcher.Op.REGEX;
          case REGEX_NO_MATCH -> Matcher.Op.NOT_REGEX;
          default -> throw tokens.unexpected(PLACE, "label matching operator");
        };
    tokens.next();
    Token value = tokens.expect(TokenType.STRING, PLACE, "string");
    if (label.isEmpty() || !GoText.isValidUtf8(label)) {
      throw tokens.error(name.span().start(), "invalid label name " + GoText.quote(label));
    }
    try {
      return new Matcher(label, kind, tokens.unquote(value));
    } catch (PatternSyntaxException e) {
      throw tokens.error(
          name.span().start(),
          "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`");
    }
  }

  double number(Token token) {
    try {
      return Numbers.parse(token.text());
    } catch (NumberFormatException e) {
      throw tokens.error(token.span().start(), "error parsing number: " + token.text());
    }
  }

  long durationMs(Token token) {
    long millis = Durations.parse(token.text());
    if (millis < 0) {
      throw tokens.error(
          token.span().start(), "not a valid duration string: " + GoText.quote(token.text()));
    }
    return millis;
  }

  /// `-1.5`, for fill values.
  double signedNumber(String place) {
    int sign = sign();
    Token token = tokens.peek();
    if (token.type() != TokenType.NUMBER && token.type() != TokenType.DURATION) {
      throw tokens.unexpected(place, "number");
    }
    tokens.next();
    return sign * (token.type() == TokenType.NUMBER ? number(token) : durationMs(token) / 1000.0);
  }

  /// `5m`, `-5m`, `300`: milliseconds, for offsets.
  long signedDurationMs(String place) {
    return sign() * unsignedDurationMs(place);
  }

  /// A range or step: more than nothing.
  long positiveDurationMs(String place) {
    int start = tokens.peek().span().start();
    boolean negative = tokens.peek().text().equals("-");
    long millis = signedDurationMs(place);
    if (millis <= 0 || negative) {
      throw tokens.error(start, "duration must be greater than 0");
    }
    return millis;
  }

  private long unsignedDurationMs(String place) {
    Token token = tokens.peek();
    if (token.type() == TokenType.DURATION) {
      tokens.next();
      return durationMs(token);
    }
    if (token.type() != TokenType.NUMBER) {
      throw tokens.unexpected(place, "number or duration");
    }
    tokens.next();
    double millis = number(token) * 1000;
    if (!(Math.abs(millis) < 9.2e15)) {
      throw tokens.error(token.span().start(), "duration out of range");
    }
    return (long) millis;
  }

  /// What follows an `@`.
  Timing.At atTime() {
    Token token = tokens.peek();
    boolean start = token.isKeyword("start");
    if (start || token.isKeyword("end")) {
      tokens.next();
      tokens.expect(TokenType.LEFT_PAREN, "@", "\"(\"");
      tokens.expect(TokenType.RIGHT_PAREN, "@", "\")\"");
      return start ? new Timing.At.Start() : new Timing.At.End();
    }
    int sign = sign();
    Token number = tokens.peek();
    if (number.type() != TokenType.NUMBER && number.type() != TokenType.DURATION) {
      throw tokens.unexpected("@", "timestamp");
    }
    tokens.next();
    double seconds =
        sign * (number.type() == TokenType.NUMBER ? number(number) : durationMs(number) / 1000.0);
    if (!(Math.abs(seconds) < 9.2e15)) {
      throw tokens.error(
          number.span().start(),
          "timestamp out of bounds for @ modifier: " + Numbers.format(seconds));
    }
    return new Timing.At.Timestamp(Math.round(seconds * 1000));
  }

  private int sign() {
    Token token = tokens.peek();
    if (token.type() == TokenType.OPERATOR
        && (token.text().equals("-") || token.text().equals("+"))) {
      tokens.next();
      return token.text().equals("-") ? -1 : 1;
    }
    return 1;
  }
}
