package dev.weir.storage.metrics.head;

import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.metrics.ShardRange;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.Counter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The head of a group of shards: open partitions of two hours wherever samples fall, and sealed
/// ones until their block is published.
///
/// Finding the partition of a sample costs a comparison while samples stay in the same one, else a
/// binary search. Opening, sealing and removing partitions replaces the sorted array that readers
/// take their references from; a reader that loses the race for a reference (the partition was
/// flushed and freed meanwhile) starts again with the new array, and finds the block instead if it
/// asks for blocks after this.
///
/// Writer's state: `open`, `starts`, `openCount`. The `view` is changed by the writer (opening,
/// sealing) and by the flushing thread (removing), both rarely and under this object's monitor;
/// readers take it without.
public final class HeadEngine implements ShardEngine {
  /// What an engine counts.
  public record Counters(
      Counter samples, Counter duplicates, Counter outOfOrder, Counter replayed) {}

  private final ShardRange shards;
  private final HeadMemory memory;
  private final Clock clock;
  private final FlushedPositions flushed;
  private final Counters counters;

  private long[] starts = new long[8];
  private HeadPartition[] open = new HeadPartition[8];
  private int openCount;

  private volatile HeadPartition[] view = new HeadPartition[0]; // by start, then age

  public HeadEngine(
      ShardRange shards,
      HeadMemory memory,
      Clock clock,
      FlushedPositions flushed,
      Counters counters) {
    this.shards = shards;
    this.memory = memory;
    this.clock = clock;
    this.flushed = flushed;
    this.counters = counters;
  }

  @Override
  public ShardRange shards() {
    return shards;
  }

  // ---- writing

  @Override
  public void apply(ResolvedSamples samples, long position) {
    int length = samples.length();
    if (length == 0) {
      return;
    }
    if (position <= flushed.highest()) {
      applyUncovered(samples, position);
      return;
    }
    int[] series = samples.series();
    long[] times = samples.timestamps();
    double[] values = samples.values();
    long now = clock.nanoTime();
    HeadPartition partition = partitionFor(times[0], now);
    long start = partition.startMs();
    int duplicates = 0;
    int outOfOrder = 0;
    for (int i = 0; i < length; i++) {
      long time = times[i];
      if (Long.compareUnsigned(time - start, HeadPartition.SPAN_MS) >= 0) {
        partition = partitionFor(time, now);
        start = partition.startMs();
      }
      int outcome = partition.append(series[i], time, values[i]);
      if (outcome != HeadPartition.APPENDED) {
        if (outcome == HeadPartition.DUPLICATE) {
          duplicates++;
        } else {
          outOfOrder++;
        }
      }
    }
    counters.samples.add(length - duplicates);
    counters.duplicates.add(duplicates);
    counters.outOfOrder.add(outOfOrder);
  }

  /// Replay of a batch that is partly in blocks: keeps the rest.
  private void applyUncovered(ResolvedSamples samples, long position) {
    var kept = new ResolvedSamples();
    long start = Long.MIN_VALUE;
    boolean isCovered = false;
    for (int i = 0; i < samples.length(); i++) {
      long time = samples.timestamps()[i];
      long itsStart = HeadPartition.startOf(time);
      if (itsStart != start) {
        start = itsStart;
        isCovered = position <= flushed.of(start);
      }
      if (!isCovered) {
        kept.add(samples.series()[i], time, samples.values()[i]);
      }
    }
    counters.replayed.add(samples.length() - kept.length());
    if (kept.length() > 0) {
      applyKept(kept);
    }
  }

  private void applyKept(ResolvedSamples kept) {
    long now = clock.nanoTime();
    for (int i = 0; i < kept.length(); i++) {
      long time = kept.timestamps()[i];
      int outcome = partitionFor(time, now).append(kept.series()[i], time, kept.values()[i]);
      switch (outcome) {
        case HeadPartition.DUPLICATE -> counters.duplicates.increment();
        case HeadPartition.OUT_OF_ORDER -> counters.outOfOrder.increment();
        default -> counters.samples.increment();
      }
    }
  }

  /// The open partition `timestampMs` falls into, opened if need be.
  private HeadPartition partitionFor(long timestampMs, long nowNanos) {
    long start = HeadPartition.startOf(timestampMs);
    int at = Arrays.binarySearch(starts, 0, openCount, start);
    HeadPartition partition = at >= 0 ? open[at] : openNew(start, -at - 1, nowNanos);
    partition.writtenAt(nowNanos);
    return partition;
  }

  private HeadPartition openNew(long start, int at, long nowNanos) {
    var partition = new HeadPartition(start, memory, nowNanos);
    insertOpen(partition, at);
    addToView(partition);
    return partition;
  }

  private void insertOpen(HeadPartition partition, int at) {
    if (openCount == starts.length) {
      starts = Arrays.copyOf(starts, openCount * 2);
      open = Arrays.copyOf(open, openCount * 2);
    }
    System.arraycopy(starts, at, starts, at + 1, openCount - at);
    System.arraycopy(open, at, open, at + 1, openCount - at);
    starts[at] = partition.startMs();
    open[at] = partition;
    openCount++;
  }

  private synchronized void addToView(HeadPartition partition) {
    HeadPartition[] old = view;
    int at = old.length;
    while (at > 0 && old[at - 1].startMs() > partition.startMs()) {
      at--;
    }
    HeadPartition[] grown = Arrays.copyOf(old, old.length + 1);
    System.arraycopy(old, at, grown, at + 1, old.length - at);
    grown[at] = partition;
    view = grown;
  }

  /// Removes partitions and gives back the reference the view held on them; those that are gone
  /// already (the engine was closed) stay untouched.
  private void drop(List<HeadPartition> partitions) {
    Set<HeadPartition> wanted = new HashSet<>(partitions);
    var dropped = new ArrayList<HeadPartition>(partitions.size());
    synchronized (this) {
      var kept = new ArrayList<HeadPartition>(view.length);
      for (HeadPartition partition : view) {
        (wanted.contains(partition) ? dropped : kept).add(partition);
      }
      view = kept.toArray(HeadPartition[]::new);
    }
    dropped.forEach(HeadPartition::release);
  }

  @Override
  public void forEachOpen(Consumer<OpenPartition> visitor) {
    for (int i = 0; i < openCount; i++) {
      HeadPartition p = open[i];
      visitor.accept(
          new OpenPartition(
              p.range(), p.bytes(), p.samples(), p.firstWriteNanos(), p.lastWriteNanos()));
    }
  }

  // ---- sealing

  @Override
  public SealedParts seal(TimeRange range, long position) {
    var sealed = new ArrayList<HeadPartition>();
    int kept = 0;
    for (int i = 0; i < openCount; i++) {
      HeadPartition partition = open[i];
      if (partition.startMs() >= range.startMs() && partition.range().endMs() <= range.endMs()) {
        partition.seal(position);
        sealed.add(partition);
      } else {
        starts[kept] = starts[i];
        open[kept++] = partition;
      }
    }
    Arrays.fill(open, kept, openCount, null);
    openCount = kept;
    return new Sealed(range, position, List.copyOf(sealed));
  }

  private final class Sealed implements SealedParts {
    private final TimeRange range;
    private final long position;
    private final List<HeadPartition> partitions;

    Sealed(TimeRange range, long position, List<HeadPartition> partitions) {
      this.range = range;
      this.position = position;
      this.partitions = partitions;
    }

    @Override
    public TimeRange range() {
      return range;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public int count() {
      return partitions.size();
    }

    @Override
    public HeadPartition part(int index) {
      return partitions.get(index);
    }

    @Override
    public int[] seriesIds() {
      return distinctIds(partitions);
    }

    @Override
    public void published() {
      drop(partitions);
    }
  }

  private static int[] distinctIds(List<HeadPartition> partitions) {
    int total = 0;
    for (HeadPartition partition : partitions) {
      total += partition.slots().count();
    }
    int[] ids = new int[total];
    int length = 0;
    for (HeadPartition partition : partitions) {
      Slots slots = partition.slots();
      for (int slot = 0, count = slots.count(); slot < count; slot++) {
        int id = slots.seriesId(slot);
        if (id >= 0) {
          ids[length++] = id;
        }
      }
    }
    Arrays.sort(ids, 0, length);
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (kept == 0 || ids[i] != ids[kept - 1]) {
        ids[kept++] = ids[i];
      }
    }
    return Arrays.copyOf(ids, kept);
  }

  // ---- reading

  @Override
  public Parts acquire(TimeRange range) {
    while (true) {
      Held held = tryAcquire(range);
      if (held != null) {
        return held;
      }
    }
  }

  private @Nullable Held tryAcquire(TimeRange range) {
    var held = new ArrayList<HeadPartition>();
    for (HeadPartition partition : view) {
      if (!partition.range().overlaps(range)) {
        continue;
      }
      if (!partition.tryRetain()) {
        held.forEach(HeadPartition::release);
        return null;
      }
      held.add(partition);
    }
    return new Held(held);
  }

  private static final class Held implements Parts {
    private List<HeadPartition> partitions;

    Held(List<HeadPartition> partitions) {
      this.partitions = partitions;
    }

    @Override
    public int count() {
      return partitions.size();
    }

    @Override
    public HeadPartition part(int index) {
      return partitions.get(index);
    }

    @Override
    public void close() {
      partitions.forEach(HeadPartition::release);
      partitions = List.of();
    }
  }

  /// Number of partitions in memory, sealed ones included. Any thread.
  public int partitionCount() {
    return view.length;
  }

  /// Most series slots in one partition: the number of series lately written. Any thread.
  public int seriesCount() {
    int most = 0;
    for (HeadPartition partition : view) {
      most = Math.max(most, partition.slots().count());
    }
    return most;
  }

  // ---- checkpoints

  @Override
  public Snapshot snapshot(long position) {
    while (true) {
      Held held = tryAcquire(TimeRange.ALL);
      if (held != null) {
        return new HeadSnapshot(shards, held, held.partitions, position);
      }
    }
  }

  /// Takes a partition back from a checkpoint: an open one, or a sealed one, which the caller
  /// flushes. Only before the first apply, in the order of the checkpoint.
  SealedParts restore(HeadPartition partition) {
    addToView(partition);
    if (partition.sealedPosition() >= 0) {
      return new Sealed(partition.range(), partition.sealedPosition(), List.of(partition));
    }
    int at = Arrays.binarySearch(starts, 0, openCount, partition.startMs());
    if (at >= 0) {
      throw new IllegalStateException("BUG: two open partitions at " + partition.startMs());
    }
    insertOpen(partition, -at - 1);
    return new Sealed(partition.range(), -1, List.of());
  }

  @Override
  public void close() {
    HeadPartition[] all;
    synchronized (this) {
      all = view;
      view = new HeadPartition[0];
    }
    openCount = 0;
    Arrays.fill(open, null);
    for (HeadPartition partition : all) {
      partition.release();
    }
  }
}
