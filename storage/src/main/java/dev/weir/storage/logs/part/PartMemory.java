package dev.weir.storage.logs.part;

import dev.weir.storage.logs.LogRows;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the readers of a store's parts share: row groups that were decompressed lately, up to a
/// number of bytes, and working memory. Any threads.
public final class PartMemory {
  /// Working memories kept for later; more are made when more threads search.
  private static final int SCRATCHES_KEPT = 4;

  /// What one visit of a unit works with.
  static final class Scratch {
    final LineText lines = new LineText();
    final int[] rowsRead = new int[PartUnit.ROWS_AT_ONCE];
    final LineText value = new LineText();
    final LogRows rows = new LogRows();
  }

  private record Key(PartReader part, int group) {}

  private final long limitBytes;
  private final Map<Key, StoredGroup> groups = new LinkedHashMap<>(16, 0.75f, true);
  private final ArrayDeque<Scratch> scratches = new ArrayDeque<>();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private long heldBytes;

  /// Keeps row groups of `limitBytes` at most (and one, however large).
  public PartMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// Row groups found here.
  public long hits() {
    return hits.sum();
  }

  /// Row groups that had to be read.
  public long misses() {
    return misses.sum();
  }

  /// Bytes held now.
  public synchronized long heldBytes() {
    return heldBytes;
  }

  synchronized StoredGroup group(PartReader part, int index, MemorySegment file) {
    var key = new Key(part, index);
    StoredGroup known = groups.get(key);
    if (known != null) {
      hits.increment();
      return known;
    }
    misses.increment();
    var added = new StoredGroup(file, part.footer().groups.get(index));
    groups.put(key, added);
    heldBytes += added.memoryBytes();
    var eldest = groups.entrySet().iterator();
    while (heldBytes > limitBytes && groups.size() > 1) {
      heldBytes -= eldest.next().getValue().memoryBytes();
      eldest.remove();
    }
    return added;
  }

  /// Lets go of everything of a part that is being closed.
  synchronized void forget(PartReader part) {
    groups
        .entrySet()
        .removeIf(entry -> {
          boolean goes = entry.getKey().part() == part;
          heldBytes -= goes ? entry.getValue().memoryBytes() : 0;
          return goes;
        });
  }

  synchronized Scratch take() {
    Scratch kept = scratches.poll();
    return kept != null ? kept : new Scratch();
  }

  synchronized void give(Scratch scratch) {
    if (scratches.size() < SCRATCHES_KEPT) {
      scratches.push(scratch);
    }
  }
}
