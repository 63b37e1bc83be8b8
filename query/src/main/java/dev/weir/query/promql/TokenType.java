package dev.weir.query.promql;

/// Kinds of tokens. The text is the token itself where it has only one form, else a description.
enum TokenType {
  END("end of input"),
  IDENTIFIER("identifier"),
  METRIC_IDENTIFIER("metric identifier"),
  NUMBER("number"),
  DURATION("duration"),
  STRING("string"),
  /// A word with a meaning: `by`, `offset`, `start`.
  KEYWORD("keyword"),
  /// `sum`, `topk` and their like.
  AGGREGATOR("aggregator"),
  /// A binary operator, words included.
  OPERATOR("operator"),
  LEFT_PAREN("("),
  RIGHT_PAREN(")"),
  LEFT_BRACE("{"),
  RIGHT_BRACE("}"),
  LEFT_BRACKET("["),
  RIGHT_BRACKET("]"),
  COMMA(","),
  COLON(":"),
  AT("@"),
  /// `=`, which is no operator outside braces.
  ASSIGN("="),
  REGEX_MATCH("=~"),
  REGEX_NO_MATCH("!~");

  private final String text;

  TokenType(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
