package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// Fixed-width unsigned numbers, packed from the lowest bit up without gaps.
final class BitPacking {
  private BitPacking() {}

  /// Bytes that `count` numbers of `width` bits take.
  static int size(int count, int width) {
    return (int) (((long) count * width + 7) >>> 3);
  }

  /// Writes `values[from .. to-1]` minus `base`, each below `1 << width`.
  static void pack(long[] values, int from, int to, long base, int width, ChunkBuffer out) {
    if (width == 0) {
      return;
    }
    out.reserve(size(to - from, width) + Long.BYTES);
    byte[] bytes = out.array();
    int at = out.length();
    long pending = 0;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (count + width >= Long.SIZE) { // never 64: a shift by that is none
        ChunkBuffer.setWord(bytes, at, pending);
        at += count >>> 3;
        pending >>>= count & -8;
        count &= 7;
      }
      pending |= (values[i] - base) << count;
      count += width;
    }
    ChunkBuffer.setWord(bytes, at, pending);
    out.setLength(at + ((count + 7) >>> 3));
  }

  /// Reads `count` numbers and adds `base` to each. `width` is at most 56.
  static void unpack(byte[] bytes, int at, int count, int width, long base, long[] out, int to) {
    if (width == 0) {
      Arrays.fill(out, to, to + count, base);
      return;
    }
    long mask = (1L << width) - 1;
    long bit = (long) at << 3;
    for (int i = to; i < to + count; i++) {
      out[i] = base + ((ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & mask);
      bit += width;
    }
  }

  /// Adds the next `count` numbers of `width` bits to `out`.
  static void addUnpacked(byte[] bytes, int at, int count, int width, long[] out, int to) {
    if (width == 0) {
      return;
    }
    long mask = (1L << width) - 1;
    long bit = (long) at << 3;
    for (int i = to; i < to + count; i++) {
      out[i] += (ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & mask;
      bit += width;
    }
  }
}
