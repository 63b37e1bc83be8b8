package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parser's place in the tokens, and the words for what it did not expect there.
final class LogqlTokens {
  private final LogqlLexer lexer;
  private LogqlToken ahead;
  private int depth;
  private @Nullable QueryException complaint;

  LogqlTokens(String text) {
    lexer = new LogqlLexer(text);
    ahead = lexer.next();
  }

  /// The token ahead.
  LogqlToken peek() {
    return ahead;
  }

  LogqlToken next() {
    LogqlToken token = ahead;
    ahead = lexer.next();
    return token;
  }

  boolean isSymbol(String symbol) {
    return ahead.isSymbol(symbol);
  }

  boolean isKind(TokenKind kind) {
    return ahead.kind() == kind;
  }

  boolean acceptSymbol(String symbol) {
    boolean is = ahead.isSymbol(symbol);
    if (is) {
      next();
    }
    return is;
  }

  boolean acceptWord(String word) {
    boolean is = ahead.isWord(word);
    if (is) {
      next();
    }
    return is;
  }

  /// The next token, which must be this symbol.
  LogqlToken expectSymbol(String symbol) {
    if (!ahead.isSymbol(symbol)) {
      throw unexpected(symbol);
    }
    return next();
  }

  /// The next token, which must be of this kind.
  LogqlToken expect(TokenKind kind) {
    if (ahead.kind() != kind) {
      throw unexpected(kind.text());
    }
    return next();
  }

  /// `(` string `)`.
  String parenthesisedString() {
    expectSymbol("(");
    String text = expect(TokenKind.STRING).text();
    expectSymbol(")");
    return text;
  }

  /// The token ahead does not belong there. `expected` are what does, when they are few.
  QueryException unexpected(String... expected) {
    String wanted =
        expected.length == 0 ? "" : ", expecting " + String.join(" or ", List.of(expected));
    return error("syntax error: unexpected " + ahead.describe() + wanted);
  }

  /// A mistake at the token ahead.
  QueryException error(String message) {
    return LogqlError.at(ahead.line(), ahead.column(), message);
  }

  /// Goes one level deeper; see [#leave].
  void enter() {
    if (++depth > LogqlParser.MAX_DEPTH) {
      throw error("expression nested too deeply: limit " + LogqlParser.MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /// Keeps the first complaint about what is well-formed but makes no sense: like Loki, syntax
  /// errors anywhere come first.
  void complain(QueryException e) {
    if (complaint == null) {
      complaint = e;
    }
  }

  /// Throws the complaint, if there is one.
  void throwComplaint() {
    if (complaint != null) {
      throw complaint;
    }
  }
}
