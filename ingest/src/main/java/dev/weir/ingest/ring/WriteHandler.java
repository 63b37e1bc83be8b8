package dev.weir.ingest.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The write stage, one thread: appends to the journal, forces it in groups.
///
/// Each event is released to the apply stage as soon as it is appended; the force at the end of the
/// batch runs while the apply stage works. The exception is an event that carries a checkpoint: the
/// journal is forced before it is released, because a checkpoint may not stand for positions that
/// power loss could take back.
final class WriteHandler implements EventHandler<IngestEvent> {
  private static final Logger log = LoggerFactory.getLogger(WriteHandler.class);

  private final WriteStage stage;
  private final JournalWriter journal;
  private final Checkpoints checkpoints;
  private final ParkingWaitStrategy waiting;
  private final Sequence written;
  private final IngestMetrics metrics;
  private Sequence released = new Sequence();
  private ParkingWaitStrategy.@Nullable Waiter waiter;
  private boolean isAwaited;
  private long truncatedBefore;

  WriteHandler(
      WriteStage stage,
      JournalWriter journal,
      Checkpoints checkpoints,
      ParkingWaitStrategy waiting,
      Sequence written,
      IngestMetrics metrics) {
    this.stage = stage;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.waiting = waiting;
    this.written = written;
    this.metrics = metrics;
    truncatedBefore = checkpoints.truncateBefore();
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
    event.batch = null; // the decode stage may use it again
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
      stage.write(event, sequence);
    } catch (IOException e) {
      Failure why = journal.failure();
      refuse(event, why != null ? why : new Failure(Failure.Kind.JOURNAL, e.toString()));
    } catch (RuntimeException e) {
      log.error("write_failed kind={} BUG", event.kind, e);
      metrics.bugs.increment();
      refuse(event, new Failure(Failure.Kind.BUG, "internal error: " + e));
    }
  }

  /// Marks an event that is not in the journal, or not wholly: what was appended of it stays
  /// attached and is applied, because it will be replayed too.
  private void refuse(IngestEvent event, Failure why) {
    event.failure = why;
    Protocol protocol = event.protocol;
    if (protocol == null || event.acknowledgement != null) {
      return;
    }
    IngestMetrics.OfProtocol counters = metrics.of(protocol);
    if (protocol.framing() == Protocol.Framing.FRAMES && event.isStream) {
      counters.dropped(IngestMetrics.Drop.JOURNAL, 0, event.datagrams);
    } else {
      counters.dropped(
          IngestMetrics.Drop.JOURNAL,
          event.datagrams,
          LineCount.of(event.bytes, event.offset, event.length));
    }
  }
}
