package dev.weir.storage.logs.part;

import java.util.Arrays;

/// Lines in one array, one after the other. Reused. One thread.
final class LineText {
  byte[] bytes = new byte[1 << 16];
  int length;
  int[] ends = new int[1024];
  int lines;

  void clear() {
    length = 0;
    lines = 0;
  }

  /// Makes room for `count` more bytes at [#length].
  void reserve(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max((long) length + count, 2L * bytes.length));
    }
  }

  /// Ends the line that was written up to [#length].
  void endLine() {
    if (lines == ends.length) {
      ends = Arrays.copyOf(ends, lines * 2);
    }
    ends[lines++] = length;
  }

  void add(byte[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
    endLine();
  }

  int start(int line) {
    return line == 0 ? 0 : ends[line - 1];
  }

  int end(int line) {
    return ends[line];
  }
}
