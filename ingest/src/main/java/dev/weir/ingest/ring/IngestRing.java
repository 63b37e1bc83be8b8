package dev.weir.ingest.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import dev.weir.ingest.statsd.StatsdWindows;
import dev.weir.storage.io.Clock;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.metrics.MetricStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pipeline of one store: 256 slots and the threads that consume them. There are two, one for
/// samples and one for log records, each with a journal of its own; what they carry is [Cargo].
///
/// Life: construct, [#replay()], [#start()], offers from any thread, [#close()]. `replay` and
/// `start` belong to the opening thread.
public final class IngestRing implements AutoCloseable {
  /// Slots of the ring unless configured otherwise.
  public static final int SLOTS = 256;

  private static final Logger log = LoggerFactory.getLogger(IngestRing.class);

  private static final long POLL_FIRST_NANOS = 20_000;
  private static final long POLL_LAST_NANOS = 2_000_000;
  private static final long STOP_NANOS = 500_000_000;

  /// How the ring is built.
  ///
  /// It has `slots` slots, a power of two; `decoders` threads decode; `durability` says when the
  /// journal is forced.
  public record Settings(int slots, int decoders, Durability durability) {
    public Settings {
      if (slots < 4 || Integer.bitCount(slots) != 1) {
        throw new IllegalArgumentException("slots must be a power of two from 4 on: " + slots);
      }
      if (decoders < 1 || decoders > 64) {
        throw new IllegalArgumentException("decoders must be 1 to 64: " + decoders);
      }
    }
  }

  /// Series of a ring of samples: `idCacheLimit` keys are cached at least and twice as many at
  /// most; `shardCount` is the store's.
  public record Series(int idCacheLimit, int shardCount) {}

  private final Settings settings;
  private final Cargo cargo;
  private final RingBuffer<IngestEvent> slots;
  private final ParkingWaitStrategy waiting = new ParkingWaitStrategy();
  private final SlotBuffers buffers = new SlotBuffers();
  private final List<BatchEventProcessor<IngestEvent>> processors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger offering = new AtomicInteger();
  private final IngestLog journalLog;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final IngestMetrics.OfPipeline own;
  private final Sequence applied = new Sequence();
  private @Nullable JournalWriter journal; // set by start
  private @Nullable Checkpoints checkpoints; // set by start
  private volatile boolean isOpen; // start and close write

  /// A ring of samples.
  public static IngestRing ofSamples(
      Settings settings,
      Series series,
      MetricStore store,
      IngestLog journalLog,
      StatsdWindows windows,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown) {
    var cargo = new SampleCargo(store, windows, series, metrics, shown);
    return new IngestRing(settings, cargo, journalLog, clock, metrics);
  }

  /// A ring of log records.
  public static IngestRing ofLogs(
      Settings settings,
      LogStore store,
      IngestLog journalLog,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown) {
    var cargo = new LogCargo(store, metrics, shown);
    return new IngestRing(settings, cargo, journalLog, clock, metrics);
  }

  private IngestRing(
      Settings settings, Cargo cargo, IngestLog journalLog, Clock clock, IngestMetrics metrics) {
    this.settings = settings;
    this.cargo = cargo;
    this.journalLog = journalLog;
    this.clock = clock;
    this.metrics = metrics;
    own = metrics.ofPipeline(cargo.name());
    slots = RingBuffer.createMultiProducer(IngestEvent::new, settings.slots(), waiting);
    own.ringFill(this::slotsUsed);
    own.slotBytes(buffers::sizeBytes);
  }

  /// Brings the store to where the journal ends. Before [#start()].
  public void replay() throws IOException {
    cargo.replay(journalLog);
  }

  /// Starts the threads.
  public void start() {
    var acknowledgements = new AckQueue(settings.durability() == Durability.FSYNC, own.acknowledge);
    var checkpointing = new Checkpoints(clock, cargo.checkpointPosition());
    checkpoints = checkpointing;
    var writer =
        new JournalWriter(
            journalLog, cargo.records(), settings.durability(), clock, own, acknowledgements);
    journal = writer;
    var written = new Sequence();
    String name = cargo.threadPrefix();
    Sequence[] decoded = new Sequence[settings.decoders()];
    for (int i = 0; i < decoded.length; i++) {
      DecodeStage decoding = cargo.decodeStage(written, applied);
      decoded[i] =
          add(name + "-decode-" + i, new DecodeHandler(i, decoded.length, decoding, waiting));
    }
    WriteStage writing = cargo.writeStage(writer, applied);
    Sequence writeEnd =
        add(
            name + "-write",
            new WriteHandler(writing, writer, checkpointing, waiting, written, metrics),
            decoded);
    Sequence applyEnd =
        add(
            name + "-apply",
            new ApplyHandler(
                cargo.applyStage(), acknowledgements, checkpointing, waiting, applied, metrics),
            writeEnd);
    slots.addGatingSequences(applyEnd);
    threads.forEach(Thread::start);
    isOpen = true;
  }

  private Sequence add(String name, EventHandler<IngestEvent> handler, Sequence... after) {
    BatchEventProcessor<IngestEvent> processor =
        new BatchEventProcessorBuilder().build(slots, slots.newBarrier(after), handler);
    processor.setExceptionHandler(new LogAndGoOn());
    processors.add(processor);
    threads.add(Thread.ofPlatform().name(name).daemon().unstarted(processor));
    return processor.getSequence();
  }

  /// Puts a submission into the ring if a slot is free beyond `keepFree` others, which are left to
  /// those who answer somebody. Wait-free but for other producers. Not from the ring's own threads.
  public Offer offer(Submission submission, int keepFree) {
    offering.incrementAndGet();
    try {
      if (!isOpen) {
        return Offer.CLOSED;
      }
      if (keepFree > 0 && slots.remainingCapacity() <= keepFree) {
        return Offer.FULL;
      }
      long sequence = slots.tryNext();
      try {
        slots.get(sequence).fill(submission);
      } finally {
        slots.publish(sequence);
      }
      return Offer.TAKEN;
    } catch (InsufficientCapacityException e) {
      return Offer.FULL;
    } finally {
      offering.decrementAndGet();
    }
  }

  /// The same, waiting for a free slot at most `timeoutNanos`.
  public Offer put(Submission submission, long timeoutNanos) {
    long start = System.nanoTime();
    long pause = POLL_FIRST_NANOS;
    while (true) {
      Offer offer = offer(submission, 0);
      if (offer != Offer.FULL || System.nanoTime() - start >= timeoutNanos) {
        return offer;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 2, POLL_LAST_NANOS);
    }
  }

  /// Buffers for payloads received from sockets.
  public SlotBuffers buffers() {
    return buffers;
  }

  /// Why the journal takes nothing at the moment, or null.
  public @Nullable Failure failure() {
    JournalWriter writer = journal;
    return writer == null ? null : writer.failure();
  }

  /// Slots in use.
  public int slotsUsed() {
    return settings.slots() - (int) slots.remainingCapacity();
  }

  /// How the journal is forced.
  public Durability durability() {
    return settings.durability();
  }

  /// A flush that a checkpoint kept and whose samples the journal does not hold: to be submitted
  /// before any other. Null when there is none.
  @Nullable PendingFlush replayedFlush() {
    return cargo.replayedFlush();
  }

  /// Asks for a checkpoint of everything submitted so far. Completes with its position once it is
  /// durable; exceptionally when it cannot be written, or another is being written.
  public CompletableFuture<Long> checkpoint() {
    var result = new CompletableFuture<Long>();
    if (put(new Submission().checkpoint(result), 1_000_000_000L) != Offer.TAKEN) {
      result.completeExceptionally(new IOException("the pipeline is closed or full"));
    }
    return result;
  }

  /// Waits until the journal before a checkpoint's `position` is gone, at most two seconds.
  public void awaitTruncated(long position) throws InterruptedException {
    Checkpoints running = checkpoints;
    if (running != null) {
      running.awaitTruncated(position);
    }
  }

  /// True while a checkpoint is being written.
  public boolean isCheckpointing() {
    Checkpoints running = checkpoints;
    return running != null && running.isRunning();
  }

  /// Takes nothing more, finishes what was taken, within `timeoutNanos`. True when all of it is
  /// through. The threads go on until [#close()].
  public boolean drain(long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    isOpen = false;
    while (offering.get() > 0 || applied.get() < slots.getCursor()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_LAST_NANOS);
    }
    return true;
  }

  /// Stops the threads; what is journalled is forced. At most half a second: threads that are stuck
  /// are left behind.
  @Override
  public void close() {
    boolean isStopped = kill();
    JournalWriter writer = journal;
    if (isStopped && writer != null && writer.failure() == null) {
      writer.force(); // its thread has ended
    }
  }

  /// Stops the threads where they are. True when all have ended.
  boolean kill() {
    isOpen = false;
    processors.forEach(BatchEventProcessor::halt);
    long deadline = System.nanoTime() + STOP_NANOS;
    boolean isStopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        if (thread.isAlive()) {
          isStopped = false;
          log.warn("thread_still_running name={}", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isStopped = false;
    }
    return isStopped;
  }

  /// Handlers catch what they expect; anything else is a bug that must not stop the pipeline.
  private final class LogAndGoOn implements ExceptionHandler<IngestEvent> {
    @Override
    public void handleEventException(Throwable e, long sequence, @Nullable IngestEvent event) {
      metrics.bugs.increment();
      log.error("stage_failed sequence={} BUG", sequence, e);
    }

    @Override
    public void handleOnStartException(Throwable e) {
      log.error("stage_start_failed BUG", e);
    }

    @Override
    public void handleOnShutdownException(Throwable e) {
      log.error("stage_stop_failed BUG", e);
    }
  }
}
