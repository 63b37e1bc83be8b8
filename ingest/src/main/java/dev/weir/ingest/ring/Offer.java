package dev.weir.ingest.ring;

/// What became of a [Submission].
public enum Offer {
  /// It is in the ring.
  TAKEN,
  /// No slot was free; nothing happened.
  FULL,
  /// The pipeline is closing; nothing happened, nor will it.
  CLOSED
}
