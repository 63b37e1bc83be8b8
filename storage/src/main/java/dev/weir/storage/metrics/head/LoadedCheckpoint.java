package dev.weir.storage.metrics.head;

import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.metrics.ShardEngine.SealedParts;
import dev.weir.storage.metrics.ShardRange;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an intact checkpoint held: where the journal goes on, the named states, and partitions to
/// be given to engines. Whatever is not given away by [#restoreInto] is freed by [#close()].
public final class LoadedCheckpoint implements AutoCloseable {
  /// A partition and the shards of the engine that wrote it.
  record Restored(ShardRange shards, HeadPartition partition) {}

  private final long position;
  private final Map<String, ByteBuffer> states;
  private final List<Restored> partitions;

  LoadedCheckpoint(long position, Map<String, ByteBuffer> states, List<Restored> partitions) {
    this.position = position;
    this.states = Map.copyOf(states);
    this.partitions = new ArrayList<>(partitions);
  }

  /// Of a store that never wrote one.
  static LoadedCheckpoint none() {
    return new LoadedCheckpoint(0, Map.of(), List.of());
  }

  /// Journal position it stands for.
  public long position() {
    return position;
  }

  /// Named states, to be read from position to limit.
  public Map<String, ByteBuffer> states() {
    return states;
  }

  /// Gives the partitions to `engines`, which together own all shards, and returns those that were
  /// sealed, to be flushed one group after the other: groups of all engines' parts of one time.
  /// When the engines are cut as they were, memory changes hands; else samples are applied again.
  public List<List<SealedParts>> restoreInto(List<HeadEngine> engines, SeriesRegistry registry) {
    var sealed = new TreeMap<Group, List<SealedParts>>();
    for (Restored restored : partitions) {
      HeadEngine owner = ownerOf(engines, restored.shards());
      HeadPartition partition = restored.partition();
      if (owner == null) {
        reapply(partition, engines, registry);
        partition.release();
        continue;
      }
      SealedParts parts = owner.restore(partition);
      if (parts.count() > 0) {
        sealed
            .computeIfAbsent(
                new Group(parts.position(), parts.range().startMs()), g -> new ArrayList<>())
            .add(parts);
      }
    }
    partitions.clear();
    return List.copyOf(sealed.values());
  }

  /// Sealed partitions that belong in one block.
  private record Group(long position, long startMs) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int order = Long.compare(position, other.position);
      return order != 0 ? order : Long.compare(startMs, other.startMs);
    }
  }

  private static @Nullable HeadEngine ownerOf(List<HeadEngine> engines, ShardRange shards) {
    for (HeadEngine engine : engines) {
      if (engine.shards().equals(shards)) {
        return engine;
      }
    }
    return null;
  }

  private static void reapply(
      HeadPartition partition, List<HeadEngine> engines, SeriesRegistry registry) {
    var columns = new SampleColumns();
    var batch = new ResolvedSamples();
    Slots slots = partition.slots();
    for (int slot = 0; slot < slots.count(); slot++) {
      int id = slots.seriesId(slot);
      if (id < 0) {
        continue;
      }
      columns.clear();
      partition.read(id, TimeRange.ALL, columns);
      batch.clear();
      for (int i = 0; i < columns.length(); i++) {
        batch.add(id, columns.timestamps()[i], columns.values()[i]);
      }
      int shard = registry.shard(id);
      for (HeadEngine engine : engines) {
        if (engine.shards().contains(shard)) {
          engine.apply(batch, Long.MAX_VALUE);
        }
      }
    }
  }

  @Override
  public void close() {
    for (Restored restored : partitions) {
      restored.partition().release();
    }
    partitions.clear();
  }
}
