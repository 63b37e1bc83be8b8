package dev.weir.storage.metrics.head;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes that head partitions hold, on heap and off, of all engines of a store together. Changes
/// with slabs and pages, not with samples. Safe from any thread.
public final class HeadMemory {
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong sealed = new AtomicLong();

  /// Bytes held now.
  public long usedBytes() {
    return used.get();
  }

  /// The part of [#usedBytes()] that sealed partitions hold, which a flush (and the last reader's
  /// leaving) frees.
  public long sealedBytes() {
    return sealed.get();
  }

  void add(long bytes) {
    used.addAndGet(bytes);
  }

  void addSealed(long bytes) {
    sealed.addAndGet(bytes);
  }
}
