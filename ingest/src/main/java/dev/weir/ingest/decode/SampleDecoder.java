package dev.weir.ingest.decode;

import dev.weir.storage.model.LabelsBuilder;

/// Turns one protocol's bytes into samples. Stateless and thread-safe unless the class says
/// otherwise.
public interface SampleDecoder {
  /// Adds one row to `out` for each sample in `in`, and one refusal for each thing that is
  /// malformed; never throws for its input.
  void decode(Payload in, SampleBatch out);

  /// Fills `labels` (already cleared) with the labels of row `row` of a batch that this decoder
  /// filled. Returns false when they are no valid label set (bad UTF-8, empty name): the row is
  /// then refused. Called once per series, not per sample.
  boolean labels(SampleBatch batch, int row, LabelsBuilder labels);
}
