package dev.weir.query.promql.ast;

/// Where a node stands in the query text: character offsets, `[start, end)`.
public record Span(int start, int end) {
  public Span {
    assert start <= end : start + ", " + end;
  }

  /// From the start of this to the end of `last`.
  public Span to(Span last) {
    return new Span(start, Math.max(end, last.end));
  }
}
