package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.journal.RecordKind;
import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SamplesRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the store and the statsd windows from the checkpoint to the end of the journal. Once, on
/// the opening thread.
///
/// The journal is read twice. The first time finds which flushes completed and where each cut the
/// lines in two; the second applies everything in order, closing the windows at those places. Why
/// that is needed: [StatsdState]. At most 128 MiB are read, which the page cache gives twice for
/// little more than once.
final class SampleReplay {
  private static final Logger log = LoggerFactory.getLogger(SampleReplay.class);

  private final MetricStore store;
  private final IngestLog journal;
  private final StatsdState statsd;
  private final Map<Long, StatsdRecords.FlushHead> completed = new HashMap<>();
  private final ArrayDeque<StatsdRecords.FlushHead> closings = new ArrayDeque<>();
  private final ResolvedSamples rows = new ResolvedSamples();
  private final StatsdRecords.Lines lines = new StatsdRecords.Lines();
  private final Refusals refusals = new Refusals();
  private long highestNumber;
  private long lastEnd = -1;
  private long records;
  private long samples;

  SampleReplay(MetricStore store, IngestLog journal, StatsdState statsd) {
    this.store = store;
    this.journal = journal;
    this.statsd = statsd;
  }

  /// Replays; returns the flush that is still pending, if any.
  @Nullable PendingFlush run() throws IOException {
    long start = System.nanoTime();
    long from = store.checkpointPosition();
    statsd.restore(store.checkpointedState(StatsdState.NAME));
    journal.replay(from, this::findFlush);
    statsd.replaying(true);
    journal.replay(from, this::apply);
    statsd.replaying(false);
    closeUpTo(Long.MAX_VALUE);
    statsd.skipTo(highestNumber);
    rows.clear(1);
    if (lastEnd >= 0) {
      store.apply(rows, lastEnd); // the last records may have held no samples
    }
    log.info(
        "journal_replayed from={} to={} records={} samples={} flushes={} millis={}",
        from,
        journal.endPosition(),
        records,
        samples,
        completed.size(),
        (System.nanoTime() - start) / 1_000_000);
    return statsd.pending();
  }

  private void findFlush(long position, long end, RecordKind kind, ByteBuffer payload) {
    if (kind == RecordKind.STATSD_FLUSH) {
      StatsdRecords.FlushHead head = StatsdRecords.takeFlushHead(payload);
      highestNumber = Math.max(highestNumber, head.number());
      if (head.isLast() && completed.put(head.number(), head) == null) {
        closings.addLast(head);
      }
    }
  }

  private void apply(long position, long end, RecordKind kind, ByteBuffer payload) {
    records++;
    lastEnd = end;
    switch (kind) {
      case SAMPLES -> applySamples(payload, end);
      case STATSD -> {
        closeUpTo(position);
        applyLines(payload);
      }
      case STATSD_FLUSH -> {
        if (completed.containsKey(StatsdRecords.takeFlushHead(payload).number())) {
          applySamples(payload, end);
        } else {
          // series defined here may be used further on
          SamplesRecord.decode(payload, store.registry(), rows, (first, last, part) -> {});
        }
      }
      case LOGS -> throw new IllegalStateException("log records in the journal of metrics");
    }
  }

  private void closeUpTo(long position) {
    while (!closings.isEmpty() && closings.peekFirst().cutoff() <= position) {
      StatsdRecords.FlushHead closing = closings.removeFirst();
      statsd.replayClose(closing.number(), closing.flushMs());
    }
  }

  private void applyLines(ByteBuffer payload) {
    StatsdRecords.decode(payload, lines);
    refusals.clear(); // counted when they arrived
    statsd.apply(
        lines.tenant,
        lines.arrivalMs,
        lines.bytes,
        lines.offset,
        lines.length,
        lines.ends,
        lines.datagrams,
        refusals);
  }

  private void applySamples(ByteBuffer payload, long end) {
    SamplesRecord.decode(
        payload,
        store.registry(),
        rows,
        (first, last, part) -> {
          store.apply(part, end);
          samples += part.length();
        });
  }
}
