package dev.weir.storage.logs;

import dev.weir.storage.logs.part.PartSummary;

/// A part as the manifest lists it: enough to leave it out of a search without opening it.
///
/// @param number names its directory; never used twice
/// @param order its place among all sources of rows: of two rows of one stream with equal times,
///   the one in the part of lower order arrived first. Below 2^31
record PartEntry(long number, long order, PartSummary summary) {
  static final long ORDER_MAX = Integer.MAX_VALUE;

  TimeWindow window() {
    return TimeWindow.holding(summary.minNs(), summary.maxNs());
  }

  boolean overlaps(long minNs, long maxNs) {
    return summary.minNs() <= maxNs && minNs <= summary.maxNs();
  }
}
