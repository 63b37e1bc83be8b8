package dev.weir.ingest.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.SeriesBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The write stage, one thread: resolves series ids, appends to the journal, forces it in groups.
///
/// Each event is released to the apply stage as soon as it is appended; the force at the end of the
/// batch runs while the apply stage works. The exception is an event that carries a checkpoint: the
/// journal is forced before it is released, because a checkpoint may not stand for positions that
/// power loss could take back.
final class WriteHandler implements EventHandler<IngestEvent> {
  private static final Logger log = LoggerFactory.getLogger(WriteHandler.class);

  /// Events resolved ahead of the apply stage.
  private static final int RESOLVED = 64;

  /// Rows of columns kept between uses.
  private static final int KEPT_ROWS = 1 << 14;

  private static final SampleOutcome[] OUTCOMES = SampleOutcome.values();

  private final Resolver resolver;
  private final JournalWriter journal;
  private final Checkpoints checkpoints;
  private final ParkingWaitStrategy waiting;
  private final Sequence written;
  private final IngestMetrics metrics;
  private final SampleSlots<ResolvedSamples> rowSlots;
  private Sequence released = new Sequence();
  private ParkingWaitStrategy.@Nullable Waiter waiter;
  private boolean isAwaited;
  private long truncatedBefore;

  WriteHandler(
      Resolver resolver,
      JournalWriter journal,
      Checkpoints checkpoints,
      ParkingWaitStrategy waiting,
      Sequence written,
      Sequence applied,
      IngestMetrics metrics) {
    this.resolver = resolver;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.waiting = waiting;
    this.written = written;
    this.metrics = metrics;
    truncatedBefore = checkpoints.truncateBefore();
    rowSlots = new SampleSlots<>(ResolvedSamples.class, RESOLVED, ResolvedSamples::new, applied);
    metrics.idCache(() -> resolver.ids().entries(), () -> resolver.ids().turns());
  }

  @Override
  public void setSequenceCallback(Sequence sequenceCallback) {
    released = sequenceCallback;
  }

  @Override
  public void onStart() {
    ParkingWaitStrategy.Waiter own = waiting.register();
    waiter = own;
    checkpoints.onTruncatable(own::poke);
  }

  @Override
  public void onEvent(IngestEvent event, long sequence, boolean endOfBatch) {
    write(event, sequence);
    event.batch = null;
    event.position = journal.endPosition();
    isAwaited |= event.acknowledgement != null;
    if (event.failure == null && isCheckpointDue(event)) {
      event.checkpointAfter = journal.roll();
      if (!event.checkpointAfter) {
        checkpoints.failed(new IOException("the journal could not be forced"), null);
      }
    }
    boolean isDue = endOfBatch || journal.isDue();
    written.set(sequence);
    released.set(sequence); // from here on the event belongs to the apply stage
    waiting.signalAllWhenBlocking();
    if (isDue) {
      maintain();
    }
  }

  @Override
  public void onTimeout(long sequence) {
    maintain();
  }

  private void maintain() {
    journal.maintain(isAwaited);
    isAwaited = false;
    long position = checkpoints.truncateBefore();
    if (position > truncatedBefore) {
      truncatedBefore = position;
      journal.truncateBefore(position);
      checkpoints.truncated(position);
    }
    ParkingWaitStrategy.Waiter own = waiter;
    if (own != null) {
      own.deadline(journal.nextNanos());
    }
  }

  private boolean isCheckpointDue(IngestEvent event) {
    return event.kind == EventKind.CHECKPOINT
        ? checkpoints.begin()
        : checkpoints.beginIfDue(event.position);
  }

  private void write(IngestEvent event, long sequence) {
    Failure broken = journal.failure();
    if (broken != null) {
      refuse(event, broken);
      return;
    }
    try {
      switch (event.kind) {
        case SAMPLES -> writeSamples(event, sequence);
        case SERIES -> writeSeries(event, sequence);
        case FLUSH -> writeFlush(event, sequence);
        case STATSD -> journal.appendLines(event);
        case NONE, CLOSE_WINDOWS, CHECKPOINT -> {}
      }
    } catch (IOException e) {
      Failure why = journal.failure();
      refuse(event, why != null ? why : new Failure(Failure.Kind.JOURNAL, e.toString()));
    } catch (RuntimeException e) {
      log.error("write_failed kind={} BUG", event.kind, e);
      metrics.bugs.increment();
      refuse(event, new Failure(Failure.Kind.BUG, "internal error: " + e));
    }
  }

  /// Marks an event that is not in the journal, or not wholly: what was appended of it stays in
  /// `event.resolved` and is applied, because it will be replayed too.
  private void refuse(IngestEvent event, Failure why) {
    event.failure = why;
    Protocol protocol = event.protocol;
    if (protocol != null && event.acknowledgement == null) {
      metrics
          .of(protocol.name())
          .dropped(
              IngestMetrics.Drop.JOURNAL,
              event.datagrams,
              LineCount.of(event.bytes, event.offset, event.length));
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
      journal.appendSamples(rows);
      spill(event, rows);
      row = resolver.resolve(batch, row, event.tenant, decoder, rows);
    }
    journal.appendSamples(rows);
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
        journal.appendSamples(rows);
        spill(event, rows);
        row = resolver.resolve(batch, row, rows);
      }
    }
    journal.appendSamples(rows);
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
          journal.appendFlush(flush, false, rows);
          spill(event, rows);
          row = resolver.resolve(batch, row, rows);
        }
      }
      journal.appendFlush(flush, true, rows);
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
