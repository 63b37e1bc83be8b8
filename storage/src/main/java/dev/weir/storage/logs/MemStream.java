package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;
import java.util.Arrays;

/// Rows of one stream in a memtable, in order of arrival: time and address of each, in blocks of
/// [#BLOCK_ROWS].
///
/// The apply thread adds rows and publishes them with [#commit()], one store of the length; readers
/// read [#length()] first and look at nothing beyond it.
final class MemStream {
  static final int BLOCK_ROWS = 1024;

  /// What a stream costs beside its rows, roughly: objects, map entries, the first block.
  static final int OVERHEAD_BYTES = 400;

  private static final int FIRST_ROWS = 4;
  private final Labels labels;

  /// Replaced as a whole whenever a block is added or grows, so that a reader never sees an array
  /// whose content was not published.
  private volatile long[][] blocks = {new long[2 * FIRST_ROWS]};

  private int added;
  private volatile int length;

  private boolean isTouched;

  MemStream(Labels labels) {
    this.labels = labels;
  }

  Labels labels() {
    return labels;
  }

  /// Adds a row that readers do not see before [#commit()]. True when it is the first since.
  boolean add(long timestampNs, long address) {
    int index = added;
    int at = (index & (BLOCK_ROWS - 1)) << 1;
    long[][] all = blocks;
    int last = index / BLOCK_ROWS;
    if (last == all.length || at == all[last].length) {
      all = grow(all, last);
    }
    long[] block = all[last];
    block[at] = timestampNs;
    block[at + 1] = address;
    added = index + 1;
    boolean first = !isTouched;
    isTouched = true;
    return first;
  }

  private long[][] grow(long[][] all, int last) {
    long[][] larger = Arrays.copyOf(all, last + 1);
    larger[last] =
        last == all.length
            ? new long[2 * BLOCK_ROWS]
            : Arrays.copyOf(all[last], Math.min(2 * BLOCK_ROWS, all[last].length * 4));
    blocks = larger;
    return larger;
  }

  /// Publishes what was added.
  void commit() {
    isTouched = false;
    length = added;
  }

  /// Number of rows that may be read.
  int length() {
    return length;
  }

  /// Time and address, alternating, of the rows from `block * BLOCK_ROWS` on, of which a length
  /// read before says how many there are.
  long[] block(int block) {
    return blocks[block];
  }

  long timestampNs(int row) {
    return blocks[row / BLOCK_ROWS][(row & (BLOCK_ROWS - 1)) << 1];
  }

  long address(int row) {
    return blocks[row / BLOCK_ROWS][((row & (BLOCK_ROWS - 1)) << 1) + 1];
  }
}
