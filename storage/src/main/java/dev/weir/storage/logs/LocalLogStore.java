package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.logs.part.PartMemory;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log store on this machine's disk: memtables in front of parts, below one directory.
///
/// ```java
/// var store = LocalLogStore.open(settings, dataDir, clock, scheduler, metricRegistry);
/// log.replay(store.checkpointPosition(), (at, end, kind, payload) ->
///     store.apply(batch.load(payload), end));
/// ```
///
/// **Writing**: the apply lock is taken once per batch (never per line, never by searches) so that
/// `compact` can seal the memtable between two batches. Batches come in order of position.
///
/// **Memory**: a memtable is sealed by `checkpoint` and written in the background. When all of them
/// take twice the budget `apply` waits, asking for another attempt every second, so that a full
/// disk stops the sender and not the server. Memory outgrows that by one batch at most.
///
/// **Crash**: what no part holds is in the journal after [#checkpointPosition()].
public final class LocalLogStore implements LogStore {
  /// Lines may be this far ahead of the clock.
  private static final long FUTURE_NS = 600_000_000_000L;

  private static final long DUE_NANOS = 60_000_000_000L;
  private static final long DUE_BYTES = 8L << 20;
  private static final long DUE_ANYWAY_NANOS = 600_000_000_000L;
  private static final int SEALED_MAX = 16;
  private static final long RETRY_MS = 1000;
  private static final Duration MAINTENANCE_PERIOD = Duration.ofSeconds(5);
  private static final int RETENTION_EVERY = 12; // periods
  private static final Logger log = LoggerFactory.getLogger(LocalLogStore.class);

  private final LogStoreSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;
  private final LogStoreMetrics metrics;
  private final PartList parts;
  private final LogFlusher flusher;
  private final LogMerger merger;
  private final Scheduler.Repeating maintenance;
  private final long floorPosition;
  private final ReentrantLock applyLock = new ReentrantLock();
  private final AtomicBoolean isFlushAsked = new AtomicBoolean();
  private long appliedPosition; // apply lock
  private volatile boolean isClosing;
  private int maintenanceRuns; // maintenance thread
  private List<Part> tidied = List.of(); // maintenance thread: parts after the last merging

  private LocalLogStore(
      LogStoreSettings settings,
      DataDir data,
      Clock clock,
      Scheduler scheduler,
      LogStoreMetrics metrics,
      PartList parts) {
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.parts = parts;
    flusher = new LogFlusher(data.files(), parts, clock, metrics);
    merger = new LogMerger(data.files(), parts, clock, settings, metrics, () -> isClosing);
    floorPosition = parts.position();
    appliedPosition = parts.position();
    declareGauges();
    maintenance = scheduler.every("log-maintenance", MAINTENANCE_PERIOD, this::maintain);
  }

  /// Opens the store in the part `logs` of `data`, creating it if absent. The caller then replays
  /// the journal from [#checkpointPosition()]. Fails when the manifest cannot be trusted; damaged
  /// parts are found, and set aside, when they are first read.
  public static LocalLogStore open(
      LogStoreSettings settings,
      DataDir data,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry metricRegistry)
      throws IOException {
    Path directory = data.part("logs");
    var metrics = new LogStoreMetrics(metricRegistry);
    var memory = new PartMemory(settings.memtableBudgetBytes());
    metrics.decoded(memory);
    var open = new OpenParts(data.files(), settings.openParts(), memory, metrics);
    PartList parts = PartList.open(data.files(), directory, metrics, open);
    log.info(
        "log_store_opened parts={} position={}", parts.snapshot().parts().size(), parts.position());
    return new LocalLogStore(settings, data, clock, scheduler, metrics, parts);
  }

  private void declareGauges() {
    metrics.memory(
        () -> parts.snapshot().memoryBytes(),
        settings::memtableBudgetBytes,
        () -> parts.snapshot().sealed().size());
    metrics.parts(() -> parts.snapshot().parts().size(), () -> sum(true), () -> sum(false));
    metrics.openParts(parts.open()::size, settings::openParts);
    metrics.checkpointPosition(parts::position);
  }

  private double sum(boolean bytes) {
    double sum = 0;
    for (Part part : parts.snapshot().parts()) {
      sum += bytes ? part.entry().summary().diskBytes() : part.entry().summary().rows();
    }
    return sum;
  }

  // ---- writing

  @Override
  public void apply(LogBatch batch, long position) {
    if (isOverBudget()) {
      awaitRoom();
    }
    applyLock.lock();
    try {
      if (position <= parts.position()) {
        metrics.replayedCovered.increment();
        return;
      }
      assert position >= appliedPosition : position + " after " + appliedPosition;
      appliedPosition = position;
      Memtable active = parts.snapshot().active();
      long bytesBefore = active.lineBytes();
      try {
        active.apply(batch, position, clock.nanoTime());
      } finally {
        metrics.lineBytes.add(active.lineBytes() - bytesBefore);
      }
      metrics.lines.add(batch.records());
    } finally {
      applyLock.unlock();
    }
  }

  private boolean isOverBudget() {
    return parts.snapshot().memoryBytes() > 2 * settings.memtableBudgetBytes();
  }

  /// Waits until memory is within its bounds, asking for a flush every second.
  private void awaitRoom() {
    long started = clock.nanoTime();
    metrics.applyWaits.increment();
    boolean isInterrupted = false;
    while (isOverBudget() && !isClosing && !isInterrupted) {
      sealForRoom();
      try {
        askForFlush();
      } catch (IOException e) {
        log.warn("log_flush_refused reason=\"{}\"", e.getMessage());
      }
      try {
        flusher.awaitFlush(RETRY_MS, this::isOverBudget);
      } catch (InterruptedException e) {
        isInterrupted = true; // nobody of ours interrupts; whoever did wants the thread to end
        Thread.currentThread().interrupt();
      }
    }
    metrics.applyWaitSeconds.observeNanos(clock.nanoTime() - started);
  }

  private void sealForRoom() {
    applyLock.lock();
    try {
      LogSnapshot now = parts.snapshot();
      if (now.active().sizeBytes() > settings.memtableBudgetBytes() / 2) {
        sealActive();
      }
    } finally {
      applyLock.unlock();
    }
  }

  /// Seals the active memtable unless it is empty or too many wait already. Apply lock held.
  /// Returns the position up to which everything is sealed.
  private long sealActive() {
    LogSnapshot now = parts.snapshot();
    if (now.active().isEmpty()) {
      return appliedPosition;
    }
    if (now.sealed().size() >= SEALED_MAX) {
      return now.sealed().getLast().lastPosition();
    }
    parts.seal();
    return appliedPosition;
  }

  private void askForFlush() throws IOException {
    if (!isFlushAsked.compareAndSet(false, true)) {
      return;
    }
    try {
      scheduler.execute(
          "log-flush",
          () -> {
            isFlushAsked.set(false);
            flusher.flushQuietly();
          });
    } catch (IllegalStateException e) {
      isFlushAsked.set(false);
      throw new IOException("cannot write log lines to disk: " + e.getMessage(), e);
    }
  }

  @Override
  public long checkpointPosition() {
    return parts.position();
  }

  /// The highest journal position that parts refer to, as of the opening: the journal must never
  /// hand out one below it again (its setting `floorPosition`), not even when it lost its tail.
  public long floorPosition() {
    return floorPosition;
  }

  @Override
  public void checkpoint(LongConsumer whenDurable) throws IOException {
    applyLock.lock();
    try {
      flusher.whenDurable(sealActive(), whenDurable);
    } finally {
      applyLock.unlock();
    }
    try {
      askForFlush();
    } catch (IOException e) {
      flusher.forget(whenDurable);
      throw e;
    }
  }

  @Override
  public boolean isCheckpointDue() {
    Memtable active = parts.snapshot().active();
    long bytes = active.sizeBytes();
    if (bytes == 0) {
      return false;
    }
    long age = clock.nanoTime() - active.firstRowNanos();
    return bytes >= settings.memtableBudgetBytes()
        || (bytes >= DUE_BYTES && age >= DUE_NANOS)
        || age >= DUE_ANYWAY_NANOS;
  }

  @Override
  public long earliestAcceptedNs() {
    long retention = settings.retentionMs();
    return retention == 0 ? 0 : Math.max(0, (clock.wallMillis() - retention) * 1_000_000);
  }

  @Override
  public long latestAcceptedNs() {
    return clock.wallMillis() * 1_000_000 + FUTURE_NS;
  }

  // ---- reading

  @Override
  public void search(LogPlan plan, LogSink sink, QueryBudget budget) {
    metrics.searches.increment();
    new LogSearch(parts, plan, sink, budget).run();
  }

  @Override
  public List<StreamSummary> streams(LogPlan plan, QueryBudget budget) {
    var found = new TreeMap<Labels, StreamSummary>();
    if (plan.startNs() == plan.endNs()) {
      return List.of();
    }
    try (PartList.Held held = parts.hold(entry -> LogSearch.mayHold(entry, plan))) {
      for (Part part : held.parts()) {
        budget.check();
        streamsOf(part, plan).forEach(each -> add(found, each, budget));
      }
      for (Memtable table : held.memtables()) {
        budget.check();
        table.streams(plan, each -> add(found, each, budget));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read log parts: " + e.getMessage(), e);
    }
    return List.copyOf(found.values());
  }

  private List<StreamSummary> streamsOf(Part part, LogPlan plan) throws IOException {
    try {
      var reader = parts.open().pin(part);
      try {
        return reader.streams(plan);
      } finally {
        parts.open().unpin(part);
      }
    } catch (CorruptDataException | NoSuchFileException e) {
      parts.setAside(part, e);
      return List.of();
    }
  }

  private static void add(
      Map<Labels, StreamSummary> found, StreamSummary each, QueryBudget budget) {
    StreamSummary before = found.get(each.stream());
    if (before == null) {
      budget.chargeSeries(1);
      found.put(each.stream(), each);
    } else {
      found.put(
          each.stream(),
          new StreamSummary(
              each.stream(),
              before.entries() + each.entries(),
              before.bytes() + each.bytes(),
              before.chunks() + each.chunks()));
    }
  }

  // ---- background

  private void maintain() {
    if (isClosing) {
      return;
    }
    if (!parts.snapshot().sealed().isEmpty()) {
      flusher.flushQuietly(); // after a failure, another attempt
    }
    try {
      if (maintenanceRuns++ % RETENTION_EVERY == 0) {
        expire();
        tidied = List.of(); // windows may have passed
      }
      if (!parts.snapshot().parts().equals(tidied)) {
        try {
          merger.merge(false);
        } finally {
          tidied = parts.snapshot().parts(); // a failure is for the next change or minute to mend
        }
      }
    } catch (IOException e) {
      log.error("log_maintenance_failed reason=\"{}\"", e.getMessage(), e);
    }
  }

  private void expire() throws IOException {
    if (settings.retentionMs() > 0) {
      merger.expire(earliestAcceptedNs());
    }
  }

  @Override
  public void compact() throws IOException {
    applyLock.lock();
    try {
      sealActive();
    } finally {
      applyLock.unlock();
    }
    flusher.flush();
    expire();
    merger.merge(true);
  }

  /// Writes a checkpoint that was asked for, then lets go of everything. The journal holds what is
  /// in no part.
  @Override
  public void close() throws IOException {
    isClosing = true;
    maintenance.cancel();
    try {
      flusher.close();
    } finally {
      merger.close();
      parts.open().closeAll();
    }
  }
}
