package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.model.SampleOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Journals log records: a batch is its own journal record. Write thread only.
final class LogWrite implements WriteStage {
  private final JournalWriter journal;
  private final IngestMetrics metrics;

  LogWrite(JournalWriter journal, IngestMetrics metrics) {
    this.journal = journal;
    this.metrics = metrics;
  }

  /// Its records depend on nothing.
  static final class Records implements RecordOwner {
    private final LogBatch nothing = new LogBatch();

    @Override
    public RecordKind probeKind() {
      return RecordKind.LOGS;
    }

    @Override
    public ByteBuffer probe() {
      return nothing.payload();
    }
  }

  @Override
  public void write(IngestEvent event, long sequence) throws IOException {
    switch (event.kind) {
      case LOGS, RECORDS -> writeBatch(event);
      case NONE, CHECKPOINT -> {}
      case SAMPLES, STATSD, SERIES, CLOSE_WINDOWS, FLUSH ->
          throw new IllegalStateException("BUG: among log records: " + event.kind);
    }
  }

  private void writeBatch(IngestEvent event) throws IOException {
    LogEntries entries = event.entries;
    if (entries == null) {
      throw new IllegalStateException("BUG: log records that were not decoded");
    }
    LogBatch batch = entries.batch();
    if (batch.records() > 0) {
      journal.append(RecordKind.LOGS, batch.payload());
      event.journalled = batch;
      metrics.linesAccepted.add(batch.records());
    }
    Acknowledgement acknowledgement = event.acknowledgement;
    if (acknowledgement != null) {
      acknowledgement.addOutcome(SampleOutcome.ACCEPTED, batch.records());
      if (entries.refusals().total() > 0) {
        acknowledgement.addMalformed(entries.refusals());
      }
    }
  }
}
