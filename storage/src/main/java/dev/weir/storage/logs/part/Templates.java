package dev.weir.storage.logs.part;

import java.util.Arrays;

/// The templates of a row group being filled, numbered in order of first use. Number 0 is the one
/// of lines without a template. Bounded; reused. One thread.
final class Templates {
  /// Most templates of a row group.
  static final int COUNT_MAX = 4096;

  /// Most bytes of templates of a row group.
  private static final int KEY_BYTES_MAX = 1 << 20;

  private static final int TABLE = 2 * COUNT_MAX;

  /// The template of lines stored whole.
  static final int WHOLE = 0;

  final ByteSink keys = new ByteSink(1 << 14);
  private final int[] table = new int[TABLE]; // number + 1; 0: free
  private final int[] starts = new int[COUNT_MAX + 1];
  private final int[] hashes = new int[COUNT_MAX];
  private int count;

  Templates() {
    clear();
  }

  void clear() {
    keys.clear();
    Arrays.fill(table, 0);
    keys.put(Slot.WHOLE);
    starts[1] = 1;
    count = 1;
  }

  int count() {
    return count;
  }

  int start(int template) {
    return starts[template];
  }

  int end(int template) {
    return starts[template + 1];
  }

  /// Number of the line's template; -1 when there are too many already.
  int find(LineSplitter line) {
    int hash = line.hash();
    int slot = (hash * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(TABLE));
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (hashes[known] == hash && isEqual(known, line)) {
        return known;
      }
      slot = (slot + 1) & (TABLE - 1);
    }
    if (count == COUNT_MAX || keys.length() + line.keyLength > KEY_BYTES_MAX) {
      return -1;
    }
    keys.putBytes(line.key, 0, line.keyLength);
    keys.reserve(Long.BYTES); // tokens of it are hashed eight bytes at a time
    hashes[count] = hash;
    starts[count + 1] = keys.length();
    table[slot] = count + 1;
    return count++;
  }

  private boolean isEqual(int template, LineSplitter line) {
    return Arrays.equals(
        keys.array(), starts[template], starts[template + 1], line.key, 0, line.keyLength);
  }
}
