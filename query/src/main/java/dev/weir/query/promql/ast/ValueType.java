package dev.weir.query.promql.ast;

/// What an expression yields. The text is what messages and `argTypes` say.
public enum ValueType {
  SCALAR("scalar", "scalar"),
  STRING("string", "string"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector"),
  /// Nothing: the parameter of an aggregation that takes none.
  NONE("none", "none");

  private final String symbol;
  private final String description;

  ValueType(String symbol, String description) {
    this.symbol = symbol;
    this.description = description;
  }

  /// As the API writes it: `vector`.
  public String symbol() {
    return symbol;
  }

  /// As messages write it: `instant vector`.
  public String description() {
    return description;
  }
}
