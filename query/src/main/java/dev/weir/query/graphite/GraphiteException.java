package dev.weir.query.graphite;

/// A render or find request that cannot be answered as asked: becomes a 400 with this text.
public final class GraphiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphiteException(String message) {
    super(message);
  }
}
