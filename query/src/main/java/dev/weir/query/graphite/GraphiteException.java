package dev.weir.query.graphite;

import org.jspecify.annotations.Nullable;

/// A render or find request that cannot be answered as asked: becomes a 400 with this text.
public final class GraphiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String target;

  public GraphiteException(String message) {
    super(message);
    this.target = null;
  }

  private GraphiteException(GraphiteException cause, String target) {
    super(cause.getMessage(), cause);
    this.target = target;
  }

  /// The same, said of the target whose evaluation failed.
  public GraphiteException about(String failedTarget) {
    return new GraphiteException(this, failedTarget);
  }

  /// The target whose evaluation failed, or null.
  public @Nullable String target() {
    return target;
  }
}
