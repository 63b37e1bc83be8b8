package dev.weir.query.promql;

import dev.weir.query.engine.SeriesVector;

/// What an expression evaluates to, over all steps at once.
sealed interface Value {
  /// One number per step. The array belongs to the receiver.
  record Scalar(double[] values) implements Value {}

  record Text(String text) implements Value {}

  record Vector(SeriesVector series) implements Value {}
}
