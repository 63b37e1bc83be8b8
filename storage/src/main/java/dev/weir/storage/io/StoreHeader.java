package dev.weir.storage.io;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// What is fixed for the life of a store: the content of `weir.store`. Format:
/// `storage/docs/format/store-header.md`.
///
/// `hashSeed0` and `hashSeed1` are the 128-bit seed of the series dictionary's hash; `shardCount`
/// is a power of two.
public record StoreHeader(
    UUID storeId, long hashSeed0, long hashSeed1, int shardCount, long createdMs) {
  /// Shards of a new store.
  public static final int DEFAULT_SHARD_COUNT = 64;

  static final int SIZE_BYTES = 64;
  private static final int VERSION = 1;
  private static final byte[] MAGIC = "weirstor".getBytes(StandardCharsets.US_ASCII);

  public StoreHeader {
    if (shardCount < 1 || shardCount > 1 << 16 || Integer.bitCount(shardCount) != 1) {
      throw new IllegalArgumentException(
          "shardCount must be a power of two up to 65536: " + shardCount);
    }
  }

  ByteBuffer encode() {
    byte[] out = new byte[SIZE_BYTES];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    LittleEndian.putInt(out, 12, shardCount);
    LittleEndian.putLong(out, 16, storeId.getMostSignificantBits());
    LittleEndian.putLong(out, 24, storeId.getLeastSignificantBits());
    LittleEndian.putLong(out, 32, hashSeed0);
    LittleEndian.putLong(out, 40, hashSeed1);
    LittleEndian.putLong(out, 48, createdMs);
    LittleEndian.putInt(out, 60, Crc32C.of(out, 0, 60));
    return ByteBuffer.wrap(out);
  }

  /// Throws [CorruptDataException] with a sentence for the operator.
  static StoreHeader decode(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    if (bytes.length < 12 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CorruptDataException("not a store header");
    }
    int version = LittleEndian.getInt(bytes, 8);
    if (version > VERSION) {
      throw new CorruptDataException(
          "written by a newer version of Weir: format " + version + ", this one reads " + VERSION);
    }
    if (version != VERSION
        || bytes.length != SIZE_BYTES
        || LittleEndian.getInt(bytes, 60) != Crc32C.of(bytes, 0, 60)) {
      throw new CorruptDataException("store header damaged");
    }
    return new StoreHeader(
        new UUID(LittleEndian.getLong(bytes, 16), LittleEndian.getLong(bytes, 24)),
        LittleEndian.getLong(bytes, 32),
        LittleEndian.getLong(bytes, 40),
        LittleEndian.getInt(bytes, 12),
        LittleEndian.getLong(bytes, 48));
  }
}
