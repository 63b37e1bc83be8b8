package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.SeriesBatch;
import java.io.IOException;

/// Resolves series ids and journals samples; journals statsd lines. Write thread only.
final class SampleWrite implements WriteStage {
  /// Events resolved ahead of the apply stage.
  private static final int RESOLVED = 64;

  /// Rows of columns kept between uses.
  private static final int KEPT_ROWS = 1 << 14;

  private static final SampleOutcome[] OUTCOMES = SampleOutcome.values();

  private final Resolver resolver;
  private final SampleRecords records;
  private final JournalWriter journal;
  private final IngestMetrics metrics;
  private final SampleSlots<ResolvedSamples> rowSlots;

  SampleWrite(
      Resolver resolver,
      SampleRecords records,
      JournalWriter journal,
      Sequence applied,
      IngestMetrics metrics) {
    this.resolver = resolver;
    this.records = records;
    this.journal = journal;
    this.metrics = metrics;
    rowSlots = new SampleSlots<>(ResolvedSamples.class, RESOLVED, ResolvedSamples::new, applied);
    metrics.idCache(() -> resolver.ids().entries(), () -> resolver.ids().turns());
  }

  @Override
  public void write(IngestEvent event, long sequence) throws IOException {
    switch (event.kind) {
      case SAMPLES -> writeSamples(event, sequence);
      case SERIES -> writeSeries(event, sequence);
      case FLUSH -> writeFlush(event, sequence);
      case STATSD -> records.appendLines(journal, event);
      case NONE, CLOSE_WINDOWS, CHECKPOINT -> {}
      case LOGS, RECORDS -> throw new IllegalStateException("BUG: among samples: " + event.kind);
    }
  }

  private void writeSamples(IngestEvent event, long sequence) throws IOException {
    SampleBatch batch = event.batch;
    SampleDecoder decoder = event.protocolOfPayload().decoder();
    if (batch == null || decoder == null) {
      throw new IllegalStateException("BUG: samples that were not decoded");
    }
    ResolvedSamples rows = begin(sequence);
    int row = resolver.resolve(batch, 0, event.tenant, decoder, rows);
    while (row < batch.length()) {
      records.appendSamples(journal, rows);
      spill(event, rows);
      row = resolver.resolve(batch, row, event.tenant, decoder, rows);
    }
    records.appendSamples(journal, rows);
    Acknowledgement acknowledgement = event.acknowledgement;
    if (acknowledgement != null && batch.refusals().total() > 0) {
      acknowledgement.addMalformed(batch.refusals());
    }
    finish(event, rows);
  }

  private void writeSeries(IngestEvent event, long sequence) throws IOException {
    ResolvedSamples rows = begin(sequence);
    for (SeriesBatch batch : event.series) {
      int row = resolver.resolve(batch, 0, rows);
      while (row < batch.count()) {
        records.appendSamples(journal, rows);
        spill(event, rows);
        row = resolver.resolve(batch, row, rows);
      }
    }
    records.appendSamples(journal, rows);
    finish(event, rows);
  }

  /// All or nothing: unless the last part is appended, nothing is applied.
  private void writeFlush(IngestEvent event, long sequence) throws IOException {
    PendingFlush flush = event.flush;
    if (flush == null) {
      throw new IllegalStateException("BUG: flush without windows");
    }
    ResolvedSamples rows = begin(sequence);
    try {
      for (SeriesBatch batch : event.series) {
        int row = resolver.resolve(batch, 0, rows);
        while (row < batch.count()) {
          records.appendFlush(journal, flush, false, rows);
          spill(event, rows);
          row = resolver.resolve(batch, row, rows);
        }
      }
      records.appendFlush(journal, flush, true, rows);
    } catch (IOException | RuntimeException e) {
      event.resolved = null;
      throw e;
    }
    finish(event, rows);
  }

  private ResolvedSamples begin(long sequence) {
    resolver.begin(System.nanoTime());
    return rowSlots.take(sequence, old -> old.clear(KEPT_ROWS));
  }

  /// Moves journalled rows to a list of their own, so that `rows` can take those of the next
  /// record.
  private static void spill(IngestEvent event, ResolvedSamples rows) {
    ResolvedSamples journalled = event.resolved;
    if (journalled == null) {
      journalled = new ResolvedSamples();
      event.resolved = journalled;
    }
    int at = journalled.length();
    int count = rows.length();
    journalled.reserve(count);
    System.arraycopy(rows.series(), 0, journalled.series(), at, count);
    System.arraycopy(rows.timestamps(), 0, journalled.timestamps(), at, count);
    System.arraycopy(rows.values(), 0, journalled.values(), at, count);
    journalled.setLength(at + count);
    rows.clear();
  }

  private void finish(IngestEvent event, ResolvedSamples rows) {
    ResolvedSamples earlier = event.resolved;
    if (earlier == null) {
      event.resolved = rows;
      count(event, rows);
    } else {
      spill(event, rows);
      count(event, earlier);
    }
  }

  private void count(IngestEvent event, ResolvedSamples kept) {
    metrics.accepted.add(kept.length());
    Acknowledgement acknowledgement = event.acknowledgement;
    if (acknowledgement != null) {
      acknowledgement.addOutcome(SampleOutcome.ACCEPTED, kept.length());
      if (!resolver.firstRefused().isEmpty()) {
        acknowledgement.refusedSeries(resolver.firstRefused());
      }
    }
    for (SampleOutcome outcome : OUTCOMES) {
      long refused = resolver.count(outcome);
      if (refused > 0) {
        metrics.refused(outcome, refused);
        if (acknowledgement != null) {
          acknowledgement.addOutcome(outcome, refused);
        }
      }
    }
  }
}
