package dev.weir.storage.metrics;

import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.head.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes snapshots as checkpoints, in the background and one at a time. Of several that wait only
/// the last is written: it stands for the others.
///
/// The series catalogue is forced first: once the journal is let go, the definitions are nowhere
/// else.
final class CheckpointQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CheckpointQueue.class);

  private record Pending(
      long position,
      Map<String, ByteBuffer> states,
      List<ShardEngine.Snapshot> snapshots,
      LongConsumer whenDurable) {
    void release() {
      snapshots.forEach(ShardEngine.Snapshot::close);
    }
  }

  private final Checkpoints files;
  private final SeriesRegistry registry;
  private final Clock clock;
  private final MetricStoreMetrics metrics;
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable Pending next; // guarded by this
  private volatile long durablePosition;

  CheckpointQueue(
      Checkpoints files, SeriesRegistry registry, Clock clock, MetricStoreMetrics metrics) {
    this.files = files;
    this.registry = registry;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Position of the last checkpoint written since the start, else 0.
  long durablePosition() {
    return durablePosition;
  }

  /// Takes over the snapshots.
  void submit(
      long position,
      Map<String, ByteBuffer> states,
      List<ShardEngine.Snapshot> snapshots,
      LongConsumer whenDurable) {
    Pending replaced;
    synchronized (this) {
      replaced = next;
      next = new Pending(position, states, snapshots, whenDurable);
    }
    if (replaced != null) {
      replaced.release();
    }
  }

  private synchronized @Nullable Pending take() {
    Pending taken = next;
    next = null;
    return taken;
  }

  /// Writes what waits; a failure is counted and logged, the next checkpoint makes up for it.
  void drainQuietly() {
    try {
      drain();
    } catch (IOException | RuntimeException e) {
      log.error("checkpoint-failed reason=\"{}\"", e.getMessage(), e);
    }
  }

  private void drain() throws IOException {
    writing.lock();
    try {
      for (Pending pending = take(); pending != null; pending = take()) {
        try {
          write(pending);
        } finally {
          pending.release();
        }
      }
    } catch (IOException | RuntimeException e) {
      metrics.checkpointFailures.increment();
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private void write(Pending pending) throws IOException {
    long started = clock.nanoTime();
    registry.force();
    Checkpoints.Written written =
        files.write(pending.position(), pending.states(), pending.snapshots());
    durablePosition = pending.position();
    long nanos = clock.nanoTime() - started;
    metrics.checkpoints.increment();
    metrics.checkpointBytes.add(written.bytes());
    metrics.checkpointSeconds.observeNanos(nanos);
    log.debug(
        "checkpoint position={} bytes={} ms={}",
        pending.position(),
        written.bytes(),
        nanos / 1_000_000);
    pending.whenDurable().accept(written.truncateJournalBefore());
  }

  /// Writes what waits and lets nothing linger.
  @Override
  public void close() throws IOException {
    drain();
  }
}
