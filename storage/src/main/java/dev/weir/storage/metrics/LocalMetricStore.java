package dev.weir.storage.metrics;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.metrics.ShardEngine.OpenPartition;
import dev.weir.storage.metrics.block.BlockStore;
import dev.weir.storage.metrics.head.Checkpoints;
import dev.weir.storage.metrics.head.HeadEngine;
import dev.weir.storage.metrics.head.HeadMemory;
import dev.weir.storage.metrics.head.LoadedCheckpoint;
import dev.weir.storage.metrics.index.StoreRegistry;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metric store on this machine's disk: registry, head engines, blocks and checkpoints below
/// one directory.
///
/// ```java
/// var store = LocalMetricStore.open(settings, dataDir, clock, scheduler, metricRegistry);
/// log.replay(store.checkpointPosition(), (at, end, kind, payload) -> {
///   SamplesRecord.decode(payload, store.registry(), batch);
///   store.apply(batch, end);
/// });
/// ```
///
/// **Writing** is one thread's business at a time: the apply lock is taken once per batch (never
/// per sample, never by readers) so that maintenance and `compact` can seal partitions between two
/// batches. Every batch must be applied in order of position; one without samples just moves the
/// position on, which lets checkpoints stand for records of other kinds too.
///
/// **Memory**: at half the head's budget the least recently written partitions are sealed and
/// flushed in the background. At the full budget `apply` waits, flushing itself if nobody else is.
/// So the head outgrows its budget by one batch at most, unless queries hold freed partitions for
/// longer than five seconds (counted).
///
/// **Crash**: what is in no block and no checkpoint is in the journal after
/// [#checkpointPosition()]; replay leaves out what blocks cover.
public final class LocalMetricStore implements MetricStore {
  /// Samples may be this far ahead of the clock.
  private static final long FUTURE_MS = 600_000;

  private static final Duration MAINTENANCE_PERIOD = Duration.ofSeconds(10);
  private static final int RETENTION_EVERY = 30; // periods
  private static final int MAX_OPEN_PARTITIONS = 1024;
  private static final long STALL_STEP_NANOS = 5_000_000;
  private static final int STALL_STEPS = 1000;
  private static final Logger log = LoggerFactory.getLogger(LocalMetricStore.class);

  private final MetricStoreSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;
  private final MetricStoreMetrics metrics;
  private final StoreRegistry registry;
  private final BlockStore blocks;
  private final HeadMemory memory;
  private final List<HeadEngine> engines;
  private final HeadFlusher flusher;
  private final CheckpointQueue checkpoints;
  private final QueryLeaf leaf;
  private final long checkpointPosition;
  private final long floorPosition;
  private final Map<String, ByteBuffer> restoredStates;
  private final Scheduler.Repeating maintenance;

  private final ReentrantLock applyLock = new ReentrantLock();
  private final List<ResolvedSamples> routed = new ArrayList<>(); // by engine; apply lock
  private long appliedPosition; // apply lock
  private volatile boolean isClosing;
  private int maintenanceRuns; // maintenance thread

  private LocalMetricStore(
      MetricStoreSettings settings,
      Clock clock,
      Scheduler scheduler,
      MetricStoreMetrics metrics,
      StoreRegistry registry,
      BlockStore blocks,
      Checkpoints checkpointFiles,
      HeadMemory memory,
      List<HeadEngine> engines,
      LoadedCheckpoint loaded,
      FlushedPositions flushed) {
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.registry = registry;
    this.blocks = blocks;
    this.memory = memory;
    this.engines = engines;
    this.flusher = new HeadFlusher(registry, blocks, clock, metrics);
    this.checkpoints = new CheckpointQueue(checkpointFiles, registry, clock, metrics);
    this.leaf = new LocalQueryLeaf(registry, registry.selector(), engines, blocks);
    this.checkpointPosition = loaded.position();
    this.floorPosition = Math.max(loaded.position(), flushed.highest());
    this.appliedPosition = loaded.position();
    this.restoredStates = loaded.states();
    engines.forEach(engine -> routed.add(new ResolvedSamples()));
    loaded.restoreInto(engines, registry).forEach(flusher::add);
    declareGauges();
    this.maintenance = scheduler.every("metric-maintenance", MAINTENANCE_PERIOD, this::maintain);
  }

  /// Opens the store in the part `metrics` of `data`, creating it if absent, and loads the newest
  /// intact checkpoint. The caller then replays the journal from [#checkpointPosition()]. Fails
  /// when what is there cannot be trusted: a damaged catalogue, or checkpoints of which none is
  /// intact.
  public static LocalMetricStore open(
      MetricStoreSettings settings,
      DataDir data,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry metricRegistry)
      throws IOException {
    var closing = new CloseStack();
    try {
      Files files = data.files();
      Path directory = data.part("metrics");
      var metrics = new MetricStoreMetrics(metricRegistry);
      int shards = data.header().shardCount();
      StoreRegistry registry =
          StoreRegistry.open(
              files,
              directory,
              data.header(),
              new HashShardRouter(shards),
              new AllShardsMine(shards),
              settings.registry(),
              metricRegistry);
      closing.push(registry);
      BlockStore blocks =
          BlockStore.open(
              files, directory.resolve("blocks"), clock, metricRegistry, settings.blocks());
      closing.push(blocks);
      FlushedPositions flushed = new FlushedBlocks(blocks);
      var memory = new HeadMemory();
      var checkpointFiles = new Checkpoints(files, directory.resolve("checkpoints"), clock);
      var engines = new ArrayList<HeadEngine>();
      for (ShardRange range : ShardRange.split(shards, settings.engines())) {
        var engine = new HeadEngine(range, memory, clock, flushed, metrics.engineCounters());
        closing.push(engine);
        engines.add(engine);
      }
      LoadedCheckpoint loaded = checkpointFiles.load(memory, flushed);
      closing.push(loaded);
      var store =
          new LocalMetricStore(
              settings,
              clock,
              scheduler,
              metrics,
              registry,
              blocks,
              checkpointFiles,
              memory,
              List.copyOf(engines),
              loaded,
              flushed);
      closing.clear();
      return store;
    } finally {
      closing.close();
    }
  }

  private void declareGauges() {
    metrics.headSeries(() -> engines.stream().mapToInt(HeadEngine::seriesCount).sum());
    metrics.headPartitions(() -> engines.stream().mapToInt(HeadEngine::partitionCount).sum());
    metrics.headBytes(memory::usedBytes, settings::headBudgetBytes);
    metrics.checkpointPosition(checkpoints::durablePosition);
  }

  @Override
  public SeriesRegistry registry() {
    return registry;
  }

  @Override
  public QueryLeaf leaf() {
    return leaf;
  }

  /// Blocks, for `weir verify` and the status page.
  public BlockStore blocks() {
    return blocks;
  }

  // ---- writing

  @Override
  public void apply(ResolvedSamples samples, long position) {
    applyLock.lock();
    try {
      assert position >= appliedPosition : position + " after " + appliedPosition;
      long open = openBytes();
      if (open > settings.headBudgetBytes() / 2) {
        relieve(open - settings.headBudgetBytes() / 3);
      }
      if (engines.size() == 1) {
        engines.getFirst().apply(samples, position);
      } else {
        route(samples, position);
      }
      appliedPosition = position;
    } finally {
      applyLock.unlock();
    }
    if (memory.usedBytes() > settings.headBudgetBytes()) {
      stall();
    }
  }

  /// Gives every engine the samples of its shards.
  private void route(ResolvedSamples samples, long position) {
    int[] series = samples.series();
    routed.forEach(ResolvedSamples::clear);
    for (int i = 0; i < samples.length(); i++) {
      int shard = registry.shard(series[i]);
      int engine = 0;
      while (!engines.get(engine).shards().contains(shard)) {
        engine++;
      }
      routed.get(engine).add(series[i], samples.timestamps()[i], samples.values()[i]);
    }
    for (int i = 0; i < engines.size(); i++) {
      engines.get(i).apply(routed.get(i), position);
    }
  }

  /// Bytes that no flush is about to free.
  private long openBytes() {
    return memory.usedBytes() - memory.sealedBytes();
  }

  /// Seals the least recently written partitions that hold `bytes`. Apply lock held.
  private void relieve(long bytes) {
    seal(FlushPolicy.leastRecentlyWritten(openPartitions(), bytes, 0));
    scheduler.execute("metric-flush", flusher::flushQuietly);
  }

  /// Waits until the head is within its budget, flushing if nobody else is.
  private void stall() {
    if (flusher.isIdle()) {
      applyLock.lock();
      try {
        relieve(memory.usedBytes() - settings.headBudgetBytes() / 3);
      } finally {
        applyLock.unlock();
      }
    }
    long started = clock.nanoTime();
    metrics.applyStalls.increment();
    int idleSteps = 0;
    while (memory.usedBytes() > settings.headBudgetBytes() && !isClosing) {
      flusher.flushQuietly();
      if (memory.usedBytes() <= settings.headBudgetBytes()) {
        break;
      }
      if (flusher.isIdle() && ++idleSteps > STALL_STEPS) {
        metrics.budgetOverruns.increment();
        log.warn("head-over-budget bytes={}", memory.usedBytes());
        break;
      }
      LockSupport.parkNanos(STALL_STEP_NANOS);
    }
    metrics.applyStallSeconds.observeNanos(clock.nanoTime() - started);
  }

  /// Seals in all engines at the present position. Apply lock held.
  private void seal(List<TimeRange> ranges) {
    for (TimeRange range : ranges) {
      var group = new ArrayList<ShardEngine.SealedParts>(engines.size());
      for (HeadEngine engine : engines) {
        group.add(engine.seal(range, appliedPosition));
      }
      flusher.add(group);
    }
  }

  /// Open partitions summed over the engines, ascending. Apply lock held.
  private List<OpenPartition> openPartitions() {
    var byStart = new TreeMap<Long, OpenPartition>();
    for (HeadEngine engine : engines) {
      engine.forEachOpen(p -> byStart.merge(p.range().startMs(), p, OpenPartition::plus));
    }
    return List.copyOf(byStart.values());
  }

  @Override
  public long earliestAcceptedMs() {
    long retention = settings.retentionMs();
    return retention == 0 ? 0 : Math.max(0, clock.wallMillis() - retention);
  }

  @Override
  public long latestAcceptedMs() {
    return clock.wallMillis() + FUTURE_MS;
  }

  // ---- background

  private void maintain() {
    applyLock.lock();
    try {
      if (isClosing) {
        return;
      }
      List<OpenPartition> open = openPartitions();
      seal(FlushPolicy.passed(open, clock.wallMillis(), clock.nanoTime()));
      if (open.size() > MAX_OPEN_PARTITIONS) {
        seal(FlushPolicy.leastRecentlyWritten(openPartitions(), 0, open.size() / 2));
      }
    } finally {
      applyLock.unlock();
    }
    flusher.flushQuietly();
    try {
      if (isClosing) {
        return;
      }
      blocks.compact(false);
      if (maintenanceRuns++ % RETENTION_EVERY == 0) {
        blocks.applyRetention(earliestAcceptedMs());
      }
    } catch (IOException e) {
      metrics.maintenanceFailures.increment();
      log.error("metric-maintenance-failed reason=\"{}\"", e.getMessage(), e);
    }
  }

  @Override
  public void compact() throws IOException {
    applyLock.lock();
    try {
      seal(FlushPolicy.everything(openPartitions()));
    } finally {
      applyLock.unlock();
    }
    flusher.flushAll();
    blocks.applyRetention(earliestAcceptedMs());
    blocks.compact(true);
  }

  // ---- checkpoints

  @Override
  public long checkpointPosition() {
    return checkpointPosition;
  }

  /// The highest journal position that blocks and checkpoint refer to: the journal must never hand
  /// out one below it again (its setting `floorPosition`), not even when it lost its tail.
  public long floorPosition() {
    return floorPosition;
  }

  @Override
  public ByteBuffer checkpointedState(String name) {
    ByteBuffer state = restoredStates.get(name);
    return state == null ? ByteBuffer.allocate(0) : state.duplicate();
  }

  @Override
  public void checkpoint(CheckpointStates states, LongConsumer whenDurable) throws IOException {
    var kept = new HashMap<String, ByteBuffer>();
    var snapshots = new ArrayList<ShardEngine.Snapshot>(engines.size());
    long started = clock.nanoTime();
    applyLock.lock();
    try {
      states.writeTo((name, state) -> kept.put(name, copy(state)));
      for (HeadEngine engine : engines) {
        snapshots.add(engine.snapshot(appliedPosition));
      }
      checkpoints.submit(appliedPosition, kept, snapshots, whenDurable);
    } finally {
      applyLock.unlock();
    }
    metrics.snapshotSeconds.observeNanos(clock.nanoTime() - started);
    scheduler.execute("metric-checkpoint", checkpoints::drainQuietly);
  }

  private static ByteBuffer copy(ByteBuffer state) {
    return ByteBuffer.allocate(state.remaining()).put(state.duplicate()).flip();
  }

  /// Writes a checkpoint that was asked for, then lets go of everything. The journal holds what is
  /// in neither blocks nor checkpoint. Samples applied meanwhile are lost to readers, not to the
  /// journal.
  @Override
  public void close() throws IOException {
    isClosing = true;
    maintenance.cancel();
    try (var closing = new CloseStack()) {
      closing.push(registry);
      closing.push(blocks);
      closing.push(this::closeEngines);
      closing.push(flusher);
      closing.push(checkpoints);
    }
  }

  private void closeEngines() {
    applyLock.lock();
    try {
      engines.forEach(HeadEngine::close);
    } finally {
      applyLock.unlock();
    }
  }
}
