package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogStore;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Makes journalled log records searchable. Apply thread only.
final class LogApply implements ApplyStage {
  /// Bytes that a batch keeps between uses: 64 KiB of syslog make fewer.
  private static final int KEPT_BYTES = 256 << 10;

  private final LogStore store;

  LogApply(LogStore store) {
    this.store = store;
  }

  @Override
  public void apply(IngestEvent event, @Nullable Failure failure) {
    LogBatch batch = event.journalled;
    if (batch != null) {
      store.apply(batch, event.position);
    }
    LogEntries entries = event.entries;
    if (entries != null) {
      entries.batch().shrink(KEPT_BYTES); // now, not when it is used again
    }
  }

  @Override
  public void checkpoint(LongConsumer whenDurable) throws IOException {
    store.checkpoint(whenDurable);
  }

  @Override
  public boolean isCheckpointDue() {
    return store.isCheckpointDue();
  }
}
