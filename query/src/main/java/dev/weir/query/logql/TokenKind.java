package dev.weir.query.logql;

/// Kinds of tokens, named as Loki's messages name them where a token has no text of its own.
enum TokenKind {
  END("$end"),
  IDENTIFIER("IDENTIFIER"),
  STRING("STRING"),
  NUMBER("NUMBER"),
  /// `5m`, `-1.5h`; the number is nanoseconds.
  DURATION("DURATION"),
  /// `20MB`; the number is bytes.
  BYTES("BYTES"),
  /// `[5m]`; the number is nanoseconds.
  RANGE("RANGE"),
  /// `--strict`.
  FLAG("FUNCTION_FLAG"),
  /// A name that an opening parenthesis (or a grouping and then one) follows: `rate(`, `sum by (`.
  FUNCTION(""),
  /// A word with a meaning wherever it stands: `by`, `json`.
  WORD(""),
  /// Punctuation and operators.
  SYMBOL(""),
  /// A character that means nothing. Loki takes it for a name, and says so.
  ILLEGAL("IDENTIFIER");

  private final String text;

  TokenKind(String text) {
    this.text = text;
  }

  /// What messages call it; empty when they show the token's own text.
  String text() {
    return text;
  }
}
