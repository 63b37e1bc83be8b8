package dev.weir.ingest.ring;

/// What a decode thread does with its slots. One instance for each thread.
interface DecodeStage {
  /// Decodes what `event` carries, if that is bytes.
  void decode(IngestEvent event, long sequence);
}
