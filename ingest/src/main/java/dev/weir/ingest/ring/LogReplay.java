package dev.weir.ingest.ring;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the log store from what its parts stand for to the end of the journal. Once, on the
/// opening thread. Each line comes once: the store leaves out what its parts already have, by
/// position.
final class LogReplay {
  private static final Logger log = LoggerFactory.getLogger(LogReplay.class);

  private final LogStore store;
  private final IngestLog journal;
  private final LogBatch batch = new LogBatch();
  private final AtomicBoolean isCheckpointing = new AtomicBoolean();
  private long batches;
  private long lines;

  LogReplay(LogStore store, IngestLog journal) {
    this.store = store;
    this.journal = journal;
  }

  void run() throws IOException {
    long start = System.nanoTime();
    long from = store.checkpointPosition();
    journal.replay(from, this::apply);
    log.info(
        "log_journal_replayed from={} to={} batches={} lines={} millis={}",
        from,
        journal.endPosition(),
        batches,
        lines,
        (System.nanoTime() - start) / 1_000_000);
  }

  private void apply(long position, long end, RecordKind kind, ByteBuffer payload)
      throws IOException {
    switch (kind) {
      case LOGS -> {
        batch.load(payload);
        if (batch.records() > 0) {
          store.apply(batch, end);
          batches++;
          lines += batch.records();
        }
      }
      case SAMPLES, STATSD, STATSD_FLUSH ->
          throw new CorruptDataException("samples in the journal of log records: " + kind);
    }
    if (store.isCheckpointDue() && isCheckpointing.compareAndSet(false, true)) {
      store.checkpoint(durable -> isCheckpointing.set(false)); // all of it is durable already
    }
  }
}
