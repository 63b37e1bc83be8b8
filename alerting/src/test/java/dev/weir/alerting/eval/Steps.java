package dev.weir.alerting.eval;

/// Counts the steps of a process that can be seen from outside, and ends it at one of them.
final class Steps {
  /// The process died.
  static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  long taken;
  long last = Long.MAX_VALUE;

  void take() {
    if (++taken > last) {
      throw new Death();
    }
  }
}
