package dev.weir.storage.journal;

import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first 64 bytes of a segment. Format: `storage/docs/format/journal.md`.
///
/// `start` is the position of the first record. `previousEnd` is where the records of the segment
/// before end: less than `start` when positions were left out, because that segment was abandoned
/// after a failed force or because the process had been killed.
record SegmentHeader(UUID storeId, long start, long previousEnd, long createdMs) {
  static final int SIZE_BYTES = 64;

  private static final int VERSION = 1;
  private static final byte[] MAGIC = "weirjrnl".getBytes(StandardCharsets.US_ASCII);

  /// Value of `previousEnd` when the header is lost and only the file's name is known.
  static final long UNKNOWN = -1;

  ByteBuffer encode() {
    byte[] out = new byte[SIZE_BYTES];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    LittleEndian.putLong(out, 16, storeId.getMostSignificantBits());
    LittleEndian.putLong(out, 24, storeId.getLeastSignificantBits());
    LittleEndian.putLong(out, 32, start);
    LittleEndian.putLong(out, 40, previousEnd);
    LittleEndian.putLong(out, 48, createdMs);
    LittleEndian.putInt(out, 60, Crc32C.of(out, 0, 60));
    return ByteBuffer.wrap(out);
  }

  /// Null when `bytes` (64 of them, or fewer) are no intact header.
  static @Nullable SegmentHeader decode(byte[] bytes) {
    if (bytes.length != SIZE_BYTES
        || !hasMagic(bytes)
        || LittleEndian.getInt(bytes, 8) != VERSION
        || LittleEndian.getInt(bytes, 60) != Crc32C.of(bytes, 0, 60)) {
      return null;
    }
    return new SegmentHeader(
        new UUID(LittleEndian.getLong(bytes, 16), LittleEndian.getLong(bytes, 24)),
        LittleEndian.getLong(bytes, 32),
        LittleEndian.getLong(bytes, 40),
        LittleEndian.getLong(bytes, 48));
  }

  /// True when a later version of the format wrote this, as far as can be told.
  static boolean isNewer(byte[] bytes) {
    return bytes.length == SIZE_BYTES
        && hasMagic(bytes)
        && LittleEndian.getInt(bytes, 8) > VERSION
        && LittleEndian.getInt(bytes, 60) == Crc32C.of(bytes, 0, 60);
  }

  private static boolean hasMagic(byte[] bytes) {
    return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }
}
