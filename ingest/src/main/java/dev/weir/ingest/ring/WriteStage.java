package dev.weir.ingest.ring;

import java.io.IOException;

/// What the write thread does with a slot.
interface WriteStage {
  /// Journals what `event` carries, attaches what is to be applied, and tells the acknowledgement
  /// what became of it. Throws when the journal refused it; what was appended before that stays
  /// attached and is applied, because it will be replayed too.
  void write(IngestEvent event, long sequence) throws IOException;
}
