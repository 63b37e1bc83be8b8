package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.storage.journal.IngestLog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What one pipeline carries, samples or log records: whatever of its stages is not the same for
/// both. The opening thread makes one for each ring and asks it for the stages once.
interface Cargo {
  /// Value of the label `pipeline`.
  String name();

  /// What the names of the pipeline's threads begin with.
  String threadPrefix();

  /// Brings the store to where the journal ends.
  void replay(IngestLog journal) throws IOException;

  /// Position that the store's last checkpoint stands for.
  long checkpointPosition();

  /// A flush that replay found closed and not journalled; null when there is none.
  default @Nullable PendingFlush replayedFlush() {
    return null;
  }

  /// Who keeps what the journal's records depend on.
  RecordOwner records();

  /// The work of one decode thread. `written` and `applied` tell how far the later stages are, for
  /// objects to be reused.
  DecodeStage decodeStage(Sequence written, Sequence applied);

  /// The work of the write thread.
  WriteStage writeStage(JournalWriter journal, Sequence applied);

  /// The work of the apply thread.
  ApplyStage applyStage();
}
