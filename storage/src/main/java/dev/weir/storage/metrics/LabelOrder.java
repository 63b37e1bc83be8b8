package dev.weir.storage.metrics;

import dev.weir.storage.model.Labels;
import java.util.Arrays;

/// Sorts series by their labels, fast when asked often: remembers the order of every series it was
/// asked for in a large question, 8 bytes a series. Comparing label sets costs a hundred times what
/// comparing ranks does, and dashboards ask for the same thousands of series every few seconds.
///
/// Any thread. Series not ranked yet are merged in under a lock; the ranks are swapped as a whole.
final class LabelOrder {
  /// Below this, comparing is cheap enough.
  private static final int SMALL = 128;

  private static final class Ranks {
    final int[] sorted; // ids in order of their labels
    final int[] rank; // by id; -1: not ranked

    Ranks(int[] sorted, int idLimit) {
      this.sorted = sorted;
      rank = new int[idLimit];
      Arrays.fill(rank, -1);
      for (int i = 0; i < sorted.length; i++) {
        rank[sorted[i]] = i;
      }
    }

    int of(int id) {
      return id < rank.length ? rank[id] : -1;
    }
  }

  private final SeriesRegistry registry;
  private volatile Ranks ranks = new Ranks(new int[0], 0);

  LabelOrder(SeriesRegistry registry) {
    this.registry = registry;
  }

  /// Sorts `ids`, given ascending, by labels.
  void sort(int[] ids) {
    int n = ids.length;
    if (n < SMALL) {
      byLabels(ids);
      return;
    }
    Ranks known = ranks;
    long[] keys = new long[n];
    for (int i = 0; i < n; i++) {
      int rank = known.of(ids[i]);
      if (rank < 0) {
        known = extend(ids);
        i = -1; // ranks have moved: from the beginning
        continue;
      }
      keys[i] = ((long) rank << 32) | ids[i];
    }
    Arrays.sort(keys);
    for (int i = 0; i < n; i++) {
      ids[i] = (int) keys[i];
    }
  }

  /// Ranks those of `ids` that are not yet.
  private synchronized Ranks extend(int[] ids) {
    Ranks old = ranks;
    int[] added = Arrays.stream(ids).filter(id -> old.of(id) < 0).toArray();
    int idLimit = Math.max(old.rank.length, ids[ids.length - 1] + 1);
    byLabels(added);
    int[] merged = new int[old.sorted.length + added.length];
    int from = 0;
    int to = 0;
    for (int id : added) {
      int until = insertionPoint(old.sorted, from, registry.labels(id));
      System.arraycopy(old.sorted, from, merged, to, until - from);
      to += until - from;
      from = until;
      merged[to++] = id;
    }
    System.arraycopy(old.sorted, from, merged, to, old.sorted.length - from);
    var extended = new Ranks(merged, idLimit);
    ranks = extended;
    return extended;
  }

  /// First index from `from` on whose series sorts after `labels`: strides that double, then
  /// halves, because what is added tends to lie close together.
  private int insertionPoint(int[] sorted, int from, Labels labels) {
    int low = from;
    int stride = 1;
    while (low + stride <= sorted.length && isBefore(sorted[low + stride - 1], labels)) {
      low += stride;
      stride *= 2;
    }
    int high = Math.min(sorted.length, low + stride - 1);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(sorted[middle], labels)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBefore(int id, Labels labels) {
    return registry.labels(id).compareTo(labels) < 0;
  }

  /// Tenants may have series with equal labels: those keep the order of their ids.
  private void byLabels(int[] ids) {
    record Entry(Labels labels, int id) {}
    Entry[] entries = new Entry[ids.length];
    for (int i = 0; i < ids.length; i++) {
      entries[i] = new Entry(registry.labels(ids[i]), ids[i]);
    }
    Arrays.sort(entries, (a, b) -> a.labels.compareTo(b.labels));
    for (int i = 0; i < ids.length; i++) {
      ids[i] = entries[i].id;
    }
  }
}
