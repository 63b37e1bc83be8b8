package dev.weir.ingest.ring;

import dev.weir.storage.journal.RecordKind;
import java.nio.ByteBuffer;

/// Whoever makes the records that a [JournalWriter] appends, and is told what becomes of them.
/// Write thread.
interface RecordOwner {
  /// Kind of the record that probes a failed journal.
  RecordKind probeKind();

  /// A record that holds nothing, or only what had to wait while the journal failed. Valid until
  /// the next record is made.
  ByteBuffer probe();

  /// The last record made was appended.
  default void appended() {}

  /// It was not.
  default void appendFailed() {}

  /// All that was appended is durable, or need not be.
  default void forced() {}

  /// What was appended since the last success may be lost.
  default void forceFailed() {}
}
