package dev.weir.query.promql.ast;

/// Aggregation operators; `parameter` is the type of the extra first argument.
public enum AggregateOp {
  SUM("sum", ValueType.NONE),
  AVG("avg", ValueType.NONE),
  COUNT("count", ValueType.NONE),
  MIN("min", ValueType.NONE),
  MAX("max", ValueType.NONE),
  GROUP("group", ValueType.NONE),
  STDDEV("stddev", ValueType.NONE),
  STDVAR("stdvar", ValueType.NONE),
  TOPK("topk", ValueType.SCALAR),
  BOTTOMK("bottomk", ValueType.SCALAR),
  QUANTILE("quantile", ValueType.SCALAR),
  COUNT_VALUES("count_values", ValueType.STRING),
  LIMITK("limitk", ValueType.SCALAR),
  LIMIT_RATIO("limit_ratio", ValueType.SCALAR);

  private final String symbol;
  private final ValueType parameter;

  AggregateOp(String symbol, ValueType parameter) {
    this.symbol = symbol;
    this.parameter = parameter;
  }

  public String symbol() {
    return symbol;
  }

  public ValueType parameter() {
    return parameter;
  }

  public boolean hasParameter() {
    return parameter != ValueType.NONE;
  }

  /// True when the result consists of input series, labels and all.
  public boolean selectsSeries() {
    return this == TOPK || this == BOTTOMK || this == LIMITK || this == LIMIT_RATIO;
  }
}
