package dev.weir.ingest.ring;

import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The registry as the journal sees it: definitions stay here until the record that carries them is
/// durable, and come again when its append or force failed. Without that, a series defined in a
/// record that the disk refused would be unknown to the journal for ever, while its samples go on.
///
/// Write thread only. Copies definitions, so it allocates where series are new, never for samples.
final class DefinitionLedger implements SeriesRegistry {
  /// Most bytes given to one record, unless a single drain was larger.
  private static final int LOAD_BYTES = 16 << 20;

  private final SeriesRegistry registry;
  private final ArrayDeque<byte[]> pending = new ArrayDeque<>(); // to be journalled (again)
  private final ArrayDeque<byte[]> drained = new ArrayDeque<>(); // in the record being written
  private final ArrayDeque<byte[]> unforced = new ArrayDeque<>(); // appended, not yet durable

  DefinitionLedger(SeriesRegistry registry) {
    this.registry = registry;
  }

  /// The record that took the last drain was appended.
  void appended() {
    unforced.addAll(drained);
    drained.clear();
  }

  /// It was not.
  void appendFailed() {
    while (!drained.isEmpty()) {
      pending.addFirst(drained.removeLast());
    }
  }

  /// All that was appended is durable, or need not be.
  void forced() {
    unforced.clear();
  }

  /// What was appended since the last success may be lost.
  void forceFailed() {
    while (!unforced.isEmpty()) {
      pending.addFirst(unforced.removeLast());
    }
  }

  /// True when the next drain will leave something behind.
  boolean hasMoreThanOneLoad() {
    int size = pendingLoad();
    return pendingCount(size) < pending.size()
        || (!pending.isEmpty() && size + registry.newDefinitionsSize() > LOAD_BYTES);
  }

  @Override
  public boolean hasNewDefinitions() {
    return !pending.isEmpty() || registry.hasNewDefinitions();
  }

  @Override
  public int newDefinitionsSize() {
    int size = pendingLoad();
    return hasMoreThanOneLoad() ? size : size + registry.newDefinitionsSize();
  }

  @Override
  public void drainNewDefinitions(ByteBuffer out) {
    boolean isLast = !hasMoreThanOneLoad();
    for (int count = pendingCount(pendingLoad()); count > 0; count--) {
      byte[] definitions = pending.removeFirst();
      out.put(definitions);
      drained.addLast(definitions);
    }
    if (isLast && registry.hasNewDefinitions()) {
      int start = out.position();
      registry.drainNewDefinitions(out);
      byte[] definitions = new byte[out.position() - start];
      out.get(start, definitions);
      drained.addLast(definitions);
    }
  }

  /// Bytes of the pending definitions that go into the next record: at least one drain's.
  private int pendingLoad() {
    int size = 0;
    for (byte[] definitions : pending) {
      if (size > 0 && size + definitions.length > LOAD_BYTES) {
        break;
      }
      size += definitions.length;
    }
    return size;
  }

  private int pendingCount(int load) {
    int count = 0;
    int size = 0;
    for (byte[] definitions : pending) {
      if (size == load) {
        break;
      }
      size += definitions.length;
      count++;
    }
    return count;
  }

  @Override
  public int resolve(Tenant tenant, Labels labels) {
    return registry.resolve(tenant, labels);
  }

  @Override
  public void replayDefinitions(ByteBuffer in) {
    registry.replayDefinitions(in);
  }

  @Override
  public Labels labels(int seriesId) {
    return registry.labels(seriesId);
  }

  @Override
  public int shard(int seriesId) {
    return registry.shard(seriesId);
  }

  @Override
  public int seriesCount() {
    return registry.seriesCount();
  }
}
