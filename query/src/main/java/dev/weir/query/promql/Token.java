package dev.weir.query.promql;

import dev.weir.query.promql.ast.Span;
import java.util.Locale;

/// A token: its kind, its text as written, and where.
record Token(TokenType type, String text, Span span) {
  /// The text in lower case: keywords do not care.
  String word() {
    return text.toLowerCase(Locale.ROOT);
  }

  boolean isKeyword(String word) {
    return type == TokenType.KEYWORD && word().equals(word);
  }

  /// As messages describe it. Source: Prometheus, `promql/parser/lex.go`.
  String describe() {
    return switch (type) {
      case END -> "end of input";
      case IDENTIFIER, METRIC_IDENTIFIER -> type.text() + " " + GoText.quote(text);
      case NUMBER, DURATION, STRING -> type.text() + " " + quoteShort();
      case KEYWORD -> "<" + text + ">";
      case AGGREGATOR -> "<aggr:" + text + ">";
      case OPERATOR, REGEX_MATCH, REGEX_NO_MATCH -> "<op:" + text + ">";
      case LEFT_PAREN,
          RIGHT_PAREN,
          LEFT_BRACE,
          RIGHT_BRACE,
          LEFT_BRACKET,
          RIGHT_BRACKET,
          COMMA,
          COLON,
          AT,
          ASSIGN ->
          GoText.quote(text);
    };
  }

  private String quoteShort() {
    return text.length() > 10 ? GoText.quote(text.substring(0, 10)) + "..." : GoText.quote(text);
  }
}
