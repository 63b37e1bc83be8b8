package dev.weir.storage.logs;

import java.util.ArrayList;
import java.util.List;

/// Everything there is to search, at one moment: parts, the memtables being written as parts
/// (oldest first) and the one that takes new lines. Each line is in exactly one of them. Immutable;
/// swapped as a whole.
record LogSnapshot(List<Part> parts, List<Memtable> sealed, Memtable active) {
  LogSnapshot {
    parts = List.copyOf(parts);
    sealed = List.copyOf(sealed);
  }

  LogSnapshot withParts(List<Part> others) {
    return new LogSnapshot(others, sealed, active);
  }

  /// The active memtable sealed, `next` in its place.
  LogSnapshot sealed(Memtable next) {
    var all = new ArrayList<>(sealed);
    all.add(active);
    return new LogSnapshot(parts, all, next);
  }

  /// Without `written`, whose lines are in `others`.
  LogSnapshot written(Memtable written, List<Part> others) {
    var left = new ArrayList<>(sealed);
    left.remove(written);
    return new LogSnapshot(others, left, active);
  }

  /// Bytes that all memtables take.
  long memoryBytes() {
    long sum = active.sizeBytes();
    for (Memtable table : sealed) {
      sum += table.sizeBytes();
    }
    return sum;
  }

  long sealedBytes() {
    return memoryBytes() - active.sizeBytes();
  }

  /// Memtables, oldest first.
  List<Memtable> memtables() {
    var all = new ArrayList<>(sealed);
    all.add(active);
    return all;
  }
}
