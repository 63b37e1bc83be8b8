package dev.weir.ingest.ring;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What the apply thread does with a slot.
interface ApplyStage {
  /// Makes visible what `event` has in the journal. `failure` says why it is not all there.
  void apply(IngestEvent event, @Nullable Failure failure);

  /// Begins a checkpoint of everything applied so far; see the stores' own.
  void checkpoint(LongConsumer whenDurable) throws IOException;

  /// True when the store itself wants a checkpoint. Asked after every event.
  boolean isCheckpointDue();
}
