package dev.weir.storage.metrics;

import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.List;

/// Puts parts in order of time as far as age allows: reading ascending parts is appending, reading
/// others is merging. Parts that overlap each other keep their order of age, because the later one
/// decides for equal times.
final class PartOrder {
  private PartOrder() {}

  /// `byAge`, oldest first, rearranged.
  static SamplePart[] arrange(List<SamplePart> byAge) {
    var ordered = new ArrayList<SamplePart>(byAge.size());
    for (SamplePart part : byAge) {
      TimeRange range = part.range();
      int at = ordered.size();
      while (at > 0 && ordered.get(at - 1).range().startMs() >= range.endMs()) {
        at--;
      }
      ordered.add(at, part);
    }
    return ordered.toArray(SamplePart[]::new);
  }
}
