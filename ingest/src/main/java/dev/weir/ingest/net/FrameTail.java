package dev.weir.ingest.net;

import java.util.Arrays;

/// The beginning of a frame whose end has not arrived: at most `limit` bytes.
final class FrameTail {
  private static final int FIRST_BYTES = 256;
  private static final int KEPT_BYTES = 4096;

  private final int limit;
  private byte[] bytes = new byte[0];
  private int length;

  FrameTail(int limit) {
    this.limit = limit;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /// How many more bytes fit.
  int room() {
    return limit - length;
  }

  /// Adds `from[offset, offset + count)`, as much of it as fits.
  void append(byte[] from, int offset, int count) {
    int taken = Math.min(count, room());
    int needed = length + taken;
    if (needed > bytes.length) {
      int wanted = Math.max(needed, Math.max(FIRST_BYTES, bytes.length * 2));
      bytes = Arrays.copyOf(bytes, Math.min(wanted, limit));
    }
    System.arraycopy(from, offset, bytes, length, taken);
    length = needed;
  }

  /// Forgets everything, and the memory of a long frame too.
  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[0];
    }
  }
}
