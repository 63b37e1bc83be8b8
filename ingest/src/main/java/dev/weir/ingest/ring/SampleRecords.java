package dev.weir.ingest.ring;

import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SamplesRecord;
import dev.weir.storage.metrics.SeriesRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Makes the journal records of samples and statsd lines, definitions of series included. Write
/// thread only.
final class SampleRecords implements RecordOwner {
  private final DefinitionLedger definitions;
  private final int shardCount;
  private final SamplesRecord samplesRecord = new SamplesRecord();
  private final StatsdRecords statsdRecords = new StatsdRecords();
  private final ResolvedSamples nothing = new ResolvedSamples();

  SampleRecords(SeriesRegistry registry, int shardCount) {
    definitions = new DefinitionLedger(registry);
    this.shardCount = shardCount;
  }

  /// Appends samples, and the definitions of series that no durable record has yet.
  void appendSamples(JournalWriter journal, ResolvedSamples rows) throws IOException {
    appendEarlierDefinitions(journal);
    if (rows.length() > 0 || definitions.hasNewDefinitions()) {
      journal.append(RecordKind.SAMPLES, samplesRecord.encode(definitions, rows, shardCount));
    }
  }

  /// Appends one part of a flush.
  void appendFlush(JournalWriter journal, PendingFlush flush, boolean isLast, ResolvedSamples rows)
      throws IOException {
    appendEarlierDefinitions(journal);
    ByteBuffer payload =
        samplesRecord.encode(
            definitions,
            new ResolvedSamples[] {rows},
            new int[1],
            shardCount,
            StatsdRecords.FLUSH_HEAD_BYTES);
    StatsdRecords.putFlushHead(payload, flush, isLast);
    journal.append(RecordKind.STATSD_FLUSH, payload);
  }

  /// Appends statsd lines.
  void appendLines(JournalWriter journal, IngestEvent event) throws IOException {
    journal.append(RecordKind.STATSD, statsdRecords.encode(event));
  }

  private void appendEarlierDefinitions(JournalWriter journal) throws IOException {
    while (definitions.hasMoreThanOneLoad()) {
      journal.append(RecordKind.SAMPLES, probe());
    }
  }

  @Override
  public RecordKind probeKind() {
    return RecordKind.SAMPLES;
  }

  @Override
  public ByteBuffer probe() {
    return samplesRecord.encode(definitions, nothing, shardCount);
  }

  @Override
  public void appended() {
    definitions.appended();
  }

  @Override
  public void appendFailed() {
    definitions.appendFailed();
  }

  @Override
  public void forced() {
    definitions.forced();
  }

  @Override
  public void forceFailed() {
    definitions.forceFailed();
  }
}
