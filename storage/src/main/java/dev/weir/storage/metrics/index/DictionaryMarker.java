package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.io.StoreHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What is noted of a dictionary when it was closed in order: which file, whose, how full. Only
/// with this file beside it may a map be opened. Format:
/// `storage/docs/format/series-dictionary.md`.
///
/// `generation` numbers the map's file, `entries` are in it, `capacity` fit.
record DictionaryMarker(long generation, int entries, int capacity) {
  static final int SIZE_BYTES = 64;
  private static final int VERSION = 1;
  private static final byte[] MAGIC = "weirdict".getBytes(StandardCharsets.US_ASCII);

  ByteBuffer encode(StoreHeader store) {
    byte[] out = new byte[SIZE_BYTES];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    LittleEndian.putInt(out, 12, entries);
    LittleEndian.putLong(out, 16, generation);
    LittleEndian.putInt(out, 24, capacity);
    LittleEndian.putInt(out, 28, identity(store));
    LittleEndian.putLong(out, 32, store.storeId().getMostSignificantBits());
    LittleEndian.putLong(out, 40, store.storeId().getLeastSignificantBits());
    LittleEndian.putInt(out, 60, Crc32C.of(out, 0, 60));
    return ByteBuffer.wrap(out);
  }

  /// Throws [CorruptDataException] for anything but an intact marker of this store and its hash
  /// seeds.
  static DictionaryMarker decode(ByteBuffer in, StoreHeader store) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    if (bytes.length != SIZE_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || LittleEndian.getInt(bytes, 8) != VERSION
        || LittleEndian.getInt(bytes, 60) != Crc32C.of(bytes, 0, 60)) {
      throw new CorruptDataException("not an intact dictionary marker");
    }
    if (LittleEndian.getLong(bytes, 32) != store.storeId().getMostSignificantBits()
        || LittleEndian.getLong(bytes, 40) != store.storeId().getLeastSignificantBits()
        || LittleEndian.getInt(bytes, 28) != identity(store)) {
      throw new CorruptDataException("dictionary of another store");
    }
    return new DictionaryMarker(
        LittleEndian.getLong(bytes, 16),
        LittleEndian.getInt(bytes, 12),
        LittleEndian.getInt(bytes, 24));
  }

  /// Checksum of the hash seeds: other seeds mean other keys.
  private static int identity(StoreHeader store) {
    byte[] seeds = new byte[16];
    LittleEndian.putLong(seeds, 0, store.hashSeed0());
    LittleEndian.putLong(seeds, 8, store.hashSeed1());
    return Crc32C.of(seeds, 0, seeds.length);
  }
}
