package dev.weir.storage.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C (Castagnoli) of runs of bytes, as every file format here uses it: reflected, initial and
/// final value all ones, kept as a little-endian `int`. The JDK computes it with the processor's
/// own instruction, at several bytes per nanosecond.
public final class Crc32C {
  /// Longest part of a segment given to the checksum at once: a buffer cannot be longer than an
  /// int.
  private static final long SEGMENT_STEP = 1 << 30;

  private Crc32C() {}

  public static int of(byte[] bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /// Of `bytes` from position to limit, which stay where they are.
  public static int of(ByteBuffer bytes) {
    var crc = new CRC32C();
    int position = bytes.position();
    crc.update(bytes);
    bytes.position(position);
    return (int) crc.getValue();
  }

  /// Of `length` bytes of `segment` from `offset`.
  public static int of(MemorySegment segment, long offset, long length) {
    var crc = new CRC32C();
    long at = offset;
    long end = offset + length;
    while (at < end) {
      long step = Math.min(SEGMENT_STEP, end - at);
      crc.update(segment.asSlice(at, step).asByteBuffer());
      at += step;
    }
    return (int) crc.getValue();
  }
}
