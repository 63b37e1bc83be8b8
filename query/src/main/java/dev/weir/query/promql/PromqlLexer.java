package dev.weir.query.promql;

import dev.weir.query.promql.ast.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts a query into tokens. What a word means depends on where it stands: inside braces it is a
/// label name, inside brackets a colon separates range and step, elsewhere it is part of a name.
///
/// An error is kept and thrown when the parser comes to its place, so that an earlier mistake is
/// reported first. Source of the rules and messages: Prometheus 3, `promql/parser/lex.go`.
final class PromqlLexer {
  /// Longest query accepted, in characters.
  static final int MAX_LENGTH = 1 << 20;

  private static final Map<String, TokenType> WORDS =
      Map.ofEntries(
          Map.entry("and", TokenType.OPERATOR),
          Map.entry("or", TokenType.OPERATOR),
          Map.entry("unless", TokenType.OPERATOR),
          Map.entry("atan2", TokenType.OPERATOR),
          Map.entry("sum", TokenType.AGGREGATOR),
          Map.entry("avg", TokenType.AGGREGATOR),
          Map.entry("count", TokenType.AGGREGATOR),
          Map.entry("min", TokenType.AGGREGATOR),
          Map.entry("max", TokenType.AGGREGATOR),
          Map.entry("group", TokenType.AGGREGATOR),
          Map.entry("stddev", TokenType.AGGREGATOR),
          Map.entry("stdvar", TokenType.AGGREGATOR),
          Map.entry("topk", TokenType.AGGREGATOR),
          Map.entry("bottomk", TokenType.AGGREGATOR),
          Map.entry("count_values", TokenType.AGGREGATOR),
          Map.entry("quantile", TokenType.AGGREGATOR),
          Map.entry("limitk", TokenType.AGGREGATOR),
          Map.entry("limit_ratio", TokenType.AGGREGATOR),
          Map.entry("offset", TokenType.KEYWORD),
          Map.entry("smoothed", TokenType.KEYWORD),
          Map.entry("anchored", TokenType.KEYWORD),
          Map.entry("by", TokenType.KEYWORD),
          Map.entry("without", TokenType.KEYWORD),
          Map.entry("on", TokenType.KEYWORD),
          Map.entry("ignoring", TokenType.KEYWORD),
          Map.entry("group_left", TokenType.KEYWORD),
          Map.entry("group_right", TokenType.KEYWORD),
          Map.entry("fill", TokenType.KEYWORD),
          Map.entry("fill_left", TokenType.KEYWORD),
          Map.entry("fill_right", TokenType.KEYWORD),
          Map.entry("bool", TokenType.KEYWORD),
          Map.entry("start", TokenType.KEYWORD),
          Map.entry("end", TokenType.KEYWORD),
          Map.entry("step", TokenType.KEYWORD),
          Map.entry("range", TokenType.KEYWORD),
          Map.entry("inf", TokenType.NUMBER),
          Map.entry("nan", TokenType.NUMBER));

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int start;
  private int parenDepth;
  private boolean inBraces;
  private boolean inBrackets;
  private boolean sawColon;

  PromqlLexer(String text) {
    this.text = text;
  }

  /// All tokens, `END` last. On a lexical error the tokens before it, with the error in
  /// [Lexed#failure].
  Lexed lex() {
    if (text.length() > MAX_LENGTH) {
      return new Lexed(
          tokens,
          PromqlError.at(
              text, 0, "query too long: " + text.length() + " characters, limit " + MAX_LENGTH));
    }
    try {
      while (true) {
        skipBlanks();
        start = at;
        if (at == text.length()) {
          checkClosed();
          emit(TokenType.END);
          return new Lexed(tokens, null);
        }
        if (inBraces) {
          insideBraces();
        } else {
          statement();
        }
      }
    } catch (LexicalError e) {
      return new Lexed(tokens, e.error);
    }
  }

  /// Tokens, and the error that ended them early, if any.
  record Lexed(List<Token> tokens, @Nullable PromqlError failure) {}

  private static final class LexicalError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient PromqlError error;

    LexicalError(PromqlError error) {
      super(error.getMessage(), null, false, false);
      this.error = error;
    }
  }

  private LexicalError error(String message) {
    return new LexicalError(PromqlError.at(text, start, message));
  }

  private void checkClosed() {
    if (inBraces) {
      throw error("unexpected end of input inside braces");
    }
    if (parenDepth != 0) {
      throw error("unclosed left parenthesis");
    }
    if (inBrackets) {
      throw error("unclosed left bracket");
    }
  }

  private void statement() {
    int c = next();
    switch (c) {
      case ',' -> emit(TokenType.COMMA);
      case '*', '/', '%', '+', '-', '^' -> emit(TokenType.OPERATOR);
      case '@' -> emit(TokenType.AT);
      case '=' -> equals();
      case '!' -> {
        int after = next();
        if (after != '=') {
          throw error("unexpected character after '!': " + GoText.quoteChar(after));
        }
        emit(TokenType.OPERATOR);
      }
      case '<', '>' -> {
        accept('=');
        emit(TokenType.OPERATOR);
      }
      case '"', '\'' -> string(c);
      case '`' -> rawString();
      case '(' -> {
        parenDepth++;
        emit(TokenType.LEFT_PAREN);
      }
      case ')' -> {
        if (--parenDepth < 0) {
          throw error("unexpected right parenthesis ')'");
        }
        emit(TokenType.RIGHT_PAREN);
      }
      case '{' -> {
        inBraces = true;
        emit(TokenType.LEFT_BRACE);
      }
      case '[' -> {
        if (inBrackets) {
          throw error("unexpected left bracket '['");
        }
        inBrackets = true;
        sawColon = false;
        emit(TokenType.LEFT_BRACKET);
      }
      case ']' -> {
        if (!inBrackets) {
          throw error("unexpected right bracket ']'");
        }
        inBrackets = false;
        emit(TokenType.RIGHT_BRACKET);
      }
      default -> wordOrNumber(c);
    }
  }

  private void equals() {
    if (accept('=')) {
      emit(TokenType.OPERATOR);
    } else if (peek() == '~') {
      throw error("unexpected character after '=': '~'");
    } else {
      emit(TokenType.ASSIGN);
    }
  }

  private void wordOrNumber(int c) {
    if (isDigit(c) || (c == '.' && isDigit(peek()))) {
      numberOrDuration();
    } else if (inBrackets && c == ':') {
      if (sawColon) {
        throw error("unexpected colon ':'");
      }
      sawColon = true;
      emit(TokenType.COLON);
    } else if (isAlpha(c) || c == ':') {
      while (isWordPart(peek()) || peek() == ':') {
        at++;
      }
      word();
    } else {
      throw error("unexpected character: " + GoText.quoteChar(c));
    }
  }

  private void word() {
    String word = text.substring(start, at);
    TokenType known = WORDS.get(word.toLowerCase(Locale.ROOT));
    if (known != null) {
      emit(known);
    } else {
      emit(word.indexOf(':') >= 0 ? TokenType.METRIC_IDENTIFIER : TokenType.IDENTIFIER);
    }
  }

  private void insideBraces() {
    int c = next();
    switch (c) {
      case ',' -> emit(TokenType.COMMA);
      case '"', '\'' -> string(c);
      case '`' -> rawString();
      case '=' -> emit(accept('~') ? TokenType.REGEX_MATCH : TokenType.ASSIGN);
      case '!' -> {
        int after = next();
        if (after == '~') {
          emit(TokenType.REGEX_NO_MATCH);
        } else if (after == '=') {
          emit(TokenType.OPERATOR);
        } else {
          throw error("unexpected character after '!' inside braces: " + GoText.quoteChar(after));
        }
      }
      case '{' -> throw error("unexpected left brace '{'");
      case '}' -> {
        inBraces = false;
        emit(TokenType.RIGHT_BRACE);
      }
      default -> {
        if (!isAlpha(c)) {
          throw error("unexpected character inside braces: " + GoText.quoteChar(c));
        }
        while (isWordPart(peek())) {
          at++;
        }
        emit(TokenType.IDENTIFIER);
      }
    }
  }

  private void string(int quote) {
    while (true) {
      int c = at == text.length() ? -1 : next();
      if (c == '\\' && at < text.length()) {
        next();
      } else if (c == -1 || c == '\n') {
        throw error("unterminated quoted string");
      } else if (c == quote) {
        emit(TokenType.STRING);
        return;
      }
    }
  }

  private void rawString() {
    int close = text.indexOf('`', at);
    if (close < 0) {
      throw error("unterminated raw string");
    }
    at = close + 1;
    emit(TokenType.STRING);
  }

  private void numberOrDuration() {
    at = start;
    if (scanNumber()) {
      emit(TokenType.NUMBER);
      return;
    }
    at = start;
    if (scanDuration()) {
      emit(TokenType.DURATION);
      return;
    }
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    throw error("bad number or duration syntax: " + GoText.quote(text.substring(start, at)));
  }

  private boolean scanNumber() {
    boolean hex = false;
    if (peek() == '0' && at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'x') {
      hex = true;
      at += 2;
    }
    digits(hex);
    if (!hex && accept('.')) {
      digits(false);
    }
    if (!hex && (peek() | 0x20) == 'e') {
      int mark = at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (!isDigit(peek())) {
        at = mark;
        return false;
      }
      digits(false);
    }
    return !isWordPart(peek());
  }

  private void digits(boolean hex) {
    while (Character.digit(peek(), hex ? 16 : 10) >= 0 || peek() == '_') {
      at++;
    }
  }

  private boolean scanDuration() {
    boolean any = false;
    while (isDigit(peek())) {
      while (isDigit(peek())) {
        at++;
      }
      if ("smhdwy".indexOf(peek()) < 0) {
        return false;
      }
      if (next() == 'm') {
        accept('s');
      }
      any = true;
    }
    return any && !isWordPart(peek());
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' && !inBraces) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  private void emit(TokenType type) {
    tokens.add(new Token(type, text.substring(start, at), new Span(start, at)));
  }

  /// The next code point, or -1 at the end.
  private int next() {
    if (at >= text.length()) {
      return -1;
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private boolean accept(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlpha(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isWordPart(int c) {
    return isAlpha(c) || isDigit(c);
  }
}
