package dev.weir.storage.metrics.index;

import dev.weir.storage.model.Labels;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Label sets built lately, by series id: direct-mapped, so bounded and without locks; a newcomer
/// takes the place of whoever had it. Any thread.
final class LabelsCache {
  private static final int SIZE = 4_096; // at most about 4 MB with ten labels each

  private record Entry(int id, Labels labels) {}

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SIZE);

  @Nullable Labels find(int id) {
    Entry entry = entries.getAcquire(id & (SIZE - 1));
    return entry != null && entry.id == id ? entry.labels : null;
  }

  void put(int id, Labels labels) {
    entries.setRelease(id & (SIZE - 1), new Entry(id, labels));
  }

  /// The most it can have.
  long memoryBytes() {
    return SIZE * 4L;
  }
}
