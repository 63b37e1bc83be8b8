package dev.weir.query.logql;

import java.util.Locale;

/// A token: its kind, its text (of strings what the quotes hold, of words and functions in lower
/// case), the number it stands for if it is a duration, a size or a range, and its place: line and
/// column in characters, both from 1.
record LogqlToken(TokenKind kind, String text, long number, int line, int column) {
  boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == TokenKind.WORD && text.equals(word);
  }

  boolean isFunction(String name) {
    return kind == TokenKind.FUNCTION && text.equals(name);
  }

  /// As Loki's messages call it: kinds in capitals, words and symbols as they are, functions by the
  /// name of their token.
  String describe() {
    if (kind == TokenKind.FUNCTION) {
      return switch (text) {
        case "ip", "label_replace" -> text;
        case "bytes", "duration", "duration_seconds" -> text.toUpperCase(Locale.ROOT) + "_CONV";
        default -> text.toUpperCase(Locale.ROOT);
      };
    }
    return kind.text().isEmpty() ? text : kind.text();
  }
}
