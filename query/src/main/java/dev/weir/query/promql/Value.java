package dev.weir.query.promql;

import dev.weir.query.engine.SeriesVector;

/// What an expression evaluates to, over all steps at once.
sealed interface Value {
  /// One number per step. The array belongs to the receiver.
  final class Scalar implements Value {
    private final double[] values;

    Scalar(double[] values) {
      this.values = values;
    }

    double[] values() {
      return values;
    }
  }

  record Text(String text) implements Value {}

  record Vector(SeriesVector series) implements Value {}
}
