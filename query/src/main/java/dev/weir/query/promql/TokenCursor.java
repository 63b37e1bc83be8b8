package dev.weir.query.promql;

import dev.weir.query.engine.QueryException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parser's place in the tokens, and the words for what it did not expect there.
final class TokenCursor {
  private final String text;
  private final List<Token> tokens;
  private final @Nullable PromqlError lexicalError;
  private int at;

  TokenCursor(String text) {
    this.text = text;
    PromqlLexer.Lexed lexed = new PromqlLexer(text).lex();
    this.tokens = lexed.tokens();
    this.lexicalError = lexed.failure();
  }

  /// The token ahead. Throws the lexical error when that is what comes next.
  Token peek() {
    if (at == tokens.size()) {
      assert lexicalError != null : "END is never passed";
      throw lexicalError.toException();
    }
    return tokens.get(at);
  }

  /// True when the token after the one ahead is an opening parenthesis.
  boolean followedByParen() {
    return at + 1 < tokens.size() && tokens.get(at + 1).type() == TokenType.LEFT_PAREN;
  }

  Token next() {
    Token token = peek();
    if (token.type() != TokenType.END) {
      at++;
    }
    return token;
  }

  /// Where the last token taken ends.
  int lastEnd() {
    return tokens.get(at - 1).span().end();
  }

  boolean accept(TokenType type) {
    if (peek().type() == type) {
      at++;
      return true;
    }
    return false;
  }

  boolean acceptKeyword(String word) {
    if (peek().isKeyword(word)) {
      at++;
      return true;
    }
    return false;
  }

  /// The next token, which must be a `type`; `place` and `wanted` go into the message when not
  /// empty.
  Token expect(TokenType type, String place, String wanted) {
    if (peek().type() != type) {
      throw unexpected(place, wanted);
    }
    return next();
  }

  /// The token ahead does not belong there.
  QueryException unexpected(String place, String wanted) {
    return unexpected(peek(), place, wanted);
  }

  QueryException unexpected(Token token, String place, String wanted) {
    var message = new StringBuilder("unexpected ").append(token.describe());
    if (!place.isEmpty()) {
      message.append(" in ").append(place);
    }
    if (!wanted.isEmpty()) {
      message.append(", expected ").append(wanted);
    }
    return error(token.span().start(), message.toString());
  }

  QueryException error(int offset, String message) {
    return PromqlError.at(text, offset, message).toException();
  }

  /// The content of a string token.
  String unquote(Token token) {
    try {
      return GoText.unquote(token.text());
    } catch (IllegalArgumentException e) {
      throw error(
          token.span().start(),
          "error unquoting string " + GoText.quote(token.text()) + ": " + e.getMessage());
    }
  }
}
