package dev.weir.ingest.ring;

/// What a slot carries.
enum EventKind {
  /// Nothing: a slot at rest.
  NONE,
  /// Bytes that decode to samples.
  SAMPLES,
  /// Lines for the statsd windows.
  STATSD,
  /// Samples from inside the process.
  SERIES,
  /// A request to close the statsd windows.
  CLOSE_WINDOWS,
  /// The samples of closed statsd windows.
  FLUSH,
  /// A request for a checkpoint.
  CHECKPOINT
}
