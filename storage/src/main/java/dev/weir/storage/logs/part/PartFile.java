package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What the two files of a part have in common: a header, then whatever it is, then tables in a
/// [Section], then a trailer that says where these lie.
final class PartFile {
  /// "WEIRLOGP", little-endian.
  static final long LINES_MAGIC = 0x50474f4c52494557L;

  /// "WEIRLOGI", little-endian.
  static final long INDEX_MAGIC = 0x49474f4c52494557L;

  static final String LINES_NAME = "lines";
  static final String INDEX_NAME = "index";
  static final int VERSION = 1;

  /// Magic, version, CRC32C of both.
  static final int HEADER_BYTES = 16;

  /// Offset and two sizes of the tables, CRC32C of these, magic.
  static final int TRAILER_BYTES = 8 + 4 + 4 + 4 + 8;

  private static final int TRAILER_CHECKED_BYTES = 16;
  private static final int TABLES_LEVEL = 3;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PartFile() {}

  /// Appends a header to `out`, which is empty.
  static void putHeader(long magic, ByteSink out) {
    out.putLong(magic);
    out.putInt(VERSION);
    out.putInt(Crc32C.of(out.array(), 0, out.length()));
  }

  /// Appends the tables and the trailer to `out`, whose end will be at `offset` of the file.
  static void putTables(ByteSink tables, long magic, ByteSink out, long offset) {
    Section section = Section.write(tables, TABLES_LEVEL, out, offset);
    int trailer = out.length();
    out.putLong(section.offset());
    out.putInt(section.storedSize());
    out.putInt(section.plainSize());
    out.putInt(Crc32C.of(out.array(), trailer, TRAILER_CHECKED_BYTES));
    out.putLong(magic);
  }

  /// Checks header and trailer; returns where the tables are. What they describe ends there.
  static Section tables(MemorySegment file, long magic) {
    long size = file.byteSize();
    if (size < HEADER_BYTES + TRAILER_BYTES) {
      throw new CorruptDataException("too short for a part: " + size + " bytes");
    }
    if (file.get(LONG, 0) != magic
        || file.get(INT, 8) != VERSION
        || file.get(INT, 12) != Crc32C.of(file, 0, 12)) {
      throw new CorruptDataException("not a file of a part of version " + VERSION);
    }
    long trailer = size - TRAILER_BYTES;
    int crc = Crc32C.of(file, trailer, TRAILER_CHECKED_BYTES);
    if (file.get(INT, trailer + 16) != crc || file.get(LONG, trailer + 20) != magic) {
      throw new CorruptDataException("part does not end as one: " + size + " bytes");
    }
    long offset = file.get(LONG, trailer);
    var section = new Section(offset, file.get(INT, trailer + 8), file.get(INT, trailer + 12));
    if (offset + section.storedSize() != trailer) {
      throw new CorruptDataException("tables do not lie before the end: " + offset);
    }
    return section;
  }
}
