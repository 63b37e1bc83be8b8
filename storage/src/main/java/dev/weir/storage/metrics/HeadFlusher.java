package dev.weir.storage.metrics;

import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.ShardEngine.SealedParts;
import dev.weir.storage.metrics.block.BlockStore;
import dev.weir.storage.metrics.block.BlockWriter;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes sealed partitions as blocks, strictly in the order they were sealed: a block claims its
/// range up to its journal position, so nothing sealed earlier may still be missing when it
/// appears. After a failure the same group is tried again first.
///
/// Any thread may flush; one at a time does. A sealed partition stays readable until its block is
/// published, so readers that ask the head first and the blocks second miss nothing; what they then
/// see twice they merge.
final class HeadFlusher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeadFlusher.class);

  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final SeriesRegistry registry;
  private final BlockStore blocks;
  private final Clock clock;
  private final MetricStoreMetrics metrics;
  private final AtomicLong lastLoggedNanos = new AtomicLong();
  private final ReentrantLock flushing = new ReentrantLock();
  private final ArrayDeque<List<SealedParts>> queue = new ArrayDeque<>(); // guarded by itself
  private boolean isClosed; // guarded by the queue
  private final SampleColumns columns = new SampleColumns(); // held under `flushing`

  HeadFlusher(SeriesRegistry registry, BlockStore blocks, Clock clock, MetricStoreMetrics metrics) {
    this.registry = registry;
    this.blocks = blocks;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Queues what all engines sealed of one range at one position.
  void add(List<SealedParts> group) {
    if (group.stream().allMatch(parts -> parts.count() == 0)) {
      return;
    }
    synchronized (queue) {
      if (!isClosed) {
        queue.add(group);
      }
    }
  }

  boolean isIdle() {
    synchronized (queue) {
      return queue.isEmpty();
    }
  }

  private @Nullable List<SealedParts> first() {
    synchronized (queue) {
      return queue.peek();
    }
  }

  /// Flushes until nothing sealed is left, waiting for another thread that is at it.
  void flushAll() throws IOException {
    flushing.lock();
    try {
      for (List<SealedParts> group = first(); group != null; group = first()) {
        flush(group);
        synchronized (queue) {
          queue.remove();
        }
      }
    } catch (IOException | RuntimeException e) {
      metrics.flushFailures.increment();
      throw e;
    } finally {
      flushing.unlock();
    }
  }

  /// As [#flushAll()] for a background thread: a failure is logged, at most every ten seconds, and
  /// left for the next time.
  void flushQuietly() {
    try {
      flushAll();
    } catch (IOException e) {
      long now = clock.nanoTime();
      long last = lastLoggedNanos.get();
      boolean isDue = last == 0 || now - last >= LOG_EVERY_NANOS;
      if (isDue && lastLoggedNanos.compareAndSet(last, now)) {
        log.error("head-flush-failed reason=\"{}\"", e.getMessage());
      }
    }
  }

  /// Waits for a flush in progress; none starts afterwards.
  @Override
  public void close() {
    flushing.lock();
    try {
      synchronized (queue) {
        queue.clear();
        isClosed = true;
      }
    } finally {
      flushing.unlock();
    }
  }

  private void flush(List<SealedParts> group) throws IOException {
    long started = clock.nanoTime();
    TimeRange range = group.getFirst().range();
    long samples = 0;
    BlockWriter writer = blocks.newBlock(range);
    boolean isPublished = false;
    try {
      for (SealedParts parts : group) { // engines ascend by shard
        samples += write(parts, writer);
      }
      // Else a power cut could leave samples under an id that is then given to another series.
      registry.force();
      blocks.publish(writer, group.getFirst().position());
      isPublished = true;
    } finally {
      if (!isPublished) {
        writer.abort();
      }
    }
    for (SealedParts parts : group) {
      parts.published();
    }
    long nanos = clock.nanoTime() - started;
    metrics.flushes.increment();
    metrics.flushedSamples.add(samples);
    metrics.flushSeconds.observeNanos(nanos);
    log.debug("head-flushed range={} samples={} ms={}", range, samples, nanos / 1_000_000);
  }

  private long write(SealedParts parts, BlockWriter writer) throws IOException {
    int[] ids = parts.seriesIds();
    long[] order = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      order[i] = ((long) registry.shard(ids[i]) << 32) | ids[i];
    }
    Arrays.sort(order);
    long samples = 0;
    for (long key : order) {
      int id = (int) key;
      columns.clear();
      for (int i = 0; i < parts.count(); i++) {
        int middle = columns.length();
        parts.part(i).read(id, TimeRange.ALL, columns);
        SampleMerge.mergeTail(columns, 0, middle);
      }
      writer.add((int) (key >>> 32), id, columns);
      samples += columns.length();
    }
    return samples;
  }
}
