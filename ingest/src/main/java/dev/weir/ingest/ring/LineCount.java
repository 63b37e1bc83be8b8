package dev.weir.ingest.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Counts LFs, eight bytes at a time. Pure.
public final class LineCount {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LF = 0x0A0A0A0A0A0A0A0AL;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private LineCount() {}

  /// Number of LFs in `bytes[offset, offset + length)`.
  public static int of(byte[] bytes, int offset, int length) {
    int count = 0;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long difference = (long) LONGS.get(bytes, at) ^ LF;
      // the high bit of each byte that is zero, exactly (no carry between bytes)
      long zeros = ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
      count += Long.bitCount(zeros);
    }
    for (; at < end; at++) {
      count += bytes[at] == '\n' ? 1 : 0;
    }
    return count;
  }
}
