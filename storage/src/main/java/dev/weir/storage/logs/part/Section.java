package dev.weir.storage.logs.part;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of bytes in a part's file: CRC32C of what follows, then a zstd frame, or the bytes
/// themselves where that is not longer. Nothing at all for no bytes. Its place and its two sizes
/// are kept elsewhere.
///
/// @param offset place in the file
/// @param storedSize bytes in the file, checksum included; 0 when empty
/// @param plainSize bytes that were stored
record Section(long offset, int storedSize, int plainSize) {
  /// Largest section, in bytes. A row group ends long before.
  static final int PLAIN_SIZE_MAX = 1 << 28;

  private static final int CRC_BYTES = 4;
  private static final byte[] NOTHING = new byte[0];

  /// Appends `plain` to `out` as a section whose file offset is `offset`.
  static Section write(ByteSink plain, int level, ByteSink out, long offset) {
    int size = plain.length();
    if (size > PLAIN_SIZE_MAX) {
      throw new IllegalStateException("BUG: section of " + size + " bytes");
    }
    if (size == 0) {
      return new Section(offset, 0, 0);
    }
    int at = out.reserve((int) Zstd.compressBound(size) + CRC_BYTES);
    int body = at + CRC_BYTES;
    long stored =
        Zstd.compressByteArray(
            out.array(), body, out.array().length - body, plain.array(), 0, size, level);
    if (Zstd.isError(stored)) {
      throw new IllegalStateException("BUG: zstd: " + Zstd.getErrorName(stored));
    }
    if (stored >= size) {
      System.arraycopy(plain.array(), 0, out.array(), body, size);
      stored = size;
    }
    LittleEndian.putInt(out.array(), at, Crc32C.of(out.array(), body, (int) stored));
    out.length(body + (int) stored);
    return new Section(offset, CRC_BYTES + (int) stored, size);
  }

  /// Reads it back from the file. Throws [CorruptDataException] on damage.
  byte[] read(MemorySegment file) {
    if (storedSize == 0 && plainSize == 0) {
      return NOTHING;
    }
    int bodySize = storedSize - CRC_BYTES;
    boolean isInside = offset >= 0 && offset <= file.byteSize() - storedSize;
    if (!isInside || bodySize <= 0 || plainSize < bodySize || plainSize > PLAIN_SIZE_MAX) {
      throw new CorruptDataException(
          "no section can be at " + offset + ": " + storedSize + ", " + plainSize + " bytes");
    }
    byte[] stored = file.asSlice(offset, storedSize).toArray(ValueLayout.JAVA_BYTE);
    if (Crc32C.of(stored, CRC_BYTES, bodySize) != LittleEndian.getInt(stored, 0)) {
      throw new CorruptDataException("damaged section at " + offset);
    }
    byte[] plain = new byte[plainSize];
    if (bodySize == plainSize) {
      System.arraycopy(stored, CRC_BYTES, plain, 0, plainSize);
      return plain;
    }
    inflate(stored, bodySize, plain);
    return plain;
  }

  private void inflate(byte[] stored, int bodySize, byte[] plain) {
    long size;
    try {
      size = Zstd.decompressByteArray(plain, 0, plainSize, stored, CRC_BYTES, bodySize);
    } catch (ZstdException e) {
      throw new CorruptDataException("section at " + offset, e);
    }
    if (Zstd.isError(size) || size != plainSize) {
      throw new CorruptDataException("section at " + offset + " is not what it says: " + size);
    }
  }
}
