package dev.weir.storage.metrics;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;

/// The series a [LeafPlan.Samples] found, sorted by labels, with the files and memory their samples
/// are in held until [#close()]. Series may be read by several threads at once, each with columns
/// of its own.
public interface SampleSet extends AutoCloseable {
  int seriesCount();

  Labels labels(int index);

  /// Replaces the content of `out` by the samples of series `index` within the plan's range:
  /// ascending, one per timestamp, staleness markers included. May leave it empty.
  void read(int index, SampleColumns out);

  @Override
  void close();
}
