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
  /// Bytes that decode to log records.
  LOGS,
  /// Log records from inside the process.
  RECORDS,
  /// A request for a checkpoint.
  CHECKPOINT
}
