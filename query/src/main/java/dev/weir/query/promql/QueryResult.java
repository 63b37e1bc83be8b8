package dev.weir.query.promql;

import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.Steps;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;
import java.util.List;

/// The answer to a query. Range queries give [Matrix]; instant queries any.
public sealed interface QueryResult {
  /// One number, at the time of the query.
  record Scalar(long timeMs, double value) implements QueryResult {}

  /// A text.
  record Text(long timeMs, String text) implements QueryResult {}

  /// Series with one value each, in the order that the query asked for.
  record Vector(long timeMs, HeldVector series) implements QueryResult {}

  /// Series with a row of values over `steps`, sorted by labels.
  record Matrix(Steps steps, HeldVector series) implements QueryResult {}

  /// The raw samples of a range selector, sorted by labels.
  record Samples(List<Labels> labels, List<SampleColumns> columns) implements QueryResult {}
}
