package dev.weir.ingest.decode;

/// Bytes of a log protocol to records: pure, no I/O. One instance serves all decode threads at
/// once.
public interface LogDecoder {
  /// Adds the records that `payload` holds to `entries`. What cannot be read is counted in
  /// `entries.refusals()` and skipped; it never throws for bytes from outside.
  void decode(Payload payload, LogEntries entries);
}
