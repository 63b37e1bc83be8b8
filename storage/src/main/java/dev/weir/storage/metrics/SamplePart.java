package dev.weir.storage.metrics;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;

/// Samples of many series held in one place: a block or a partition of the head. Any thread, while
/// whatever handed it out is open.
public interface SamplePart {
  /// Times its samples lie within.
  TimeRange range();

  /// False when there is certainly nothing of the series.
  boolean mayContain(int seriesId);

  /// Appends the samples of the series in `range` to `out`, ascending, one per time.
  void read(int seriesId, TimeRange range, SampleColumns out);
}
