package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.StoreHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The first 4 KiB of the catalogue: what it is, whose, and two slots that take turns in saying how
/// much of the file was forced. Format: `storage/docs/format/series-catalog.md`.
final class CatalogHeader {
  static final int SIZE_BYTES = 4_096;

  private static final byte[] MAGIC = "weirscat".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int SLOT_BYTES = 12; // forced length, checksum
  private static final int[] SLOTS = {512, 1_024}; // in sectors of their own

  private CatalogHeader() {}

  /// The header of a catalogue of `store` whose first `forced` bytes are forced.
  static ByteBuffer encode(StoreHeader store, long forced) {
    byte[] out = new byte[SIZE_BYTES];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    LittleEndian.putLong(out, 12, store.storeId().getMostSignificantBits());
    LittleEndian.putLong(out, 20, store.storeId().getLeastSignificantBits());
    LittleEndian.putInt(out, 32, Crc32C.of(out, 0, 32));
    putSlot(out, SLOTS[0], forced);
    return ByteBuffer.wrap(out);
  }

  /// Notes durably (once forced) that `forced` bytes are; `turn` chooses the slot.
  static void writeForced(Files.Handle file, long forced, int turn) throws IOException {
    byte[] slot = new byte[SLOT_BYTES];
    putSlot(slot, 0, forced);
    file.write(ByteBuffer.wrap(slot), SLOTS[turn & 1]);
  }

  /// Checks the header and returns how much of the file was forced. Throws a sentence for the
  /// operator.
  static long readForced(Files.Handle file, Path path, StoreHeader store) throws IOException {
    byte[] head = new byte[SIZE_BYTES];
    int length = file.read(ByteBuffer.wrap(head), 0);
    if (length < SIZE_BYTES || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(path + ": not a series catalog; restore it from a snapshot");
    }
    int version = LittleEndian.getInt(head, 8);
    if (version > VERSION) {
      throw new IOException(
          path + ": written by a newer version of Weir: format " + version + ", this one reads 1");
    }
    if (version != VERSION || LittleEndian.getInt(head, 32) != Crc32C.of(head, 0, 32)) {
      throw new IOException(path + ": header damaged; restore it from a snapshot");
    }
    if (LittleEndian.getLong(head, 12) != store.storeId().getMostSignificantBits()
        || LittleEndian.getLong(head, 20) != store.storeId().getLeastSignificantBits()) {
      throw new IOException(path + ": belongs to another store");
    }
    long forced = Math.max(slot(head, SLOTS[0]), slot(head, SLOTS[1]));
    if (forced < SIZE_BYTES) {
      throw new IOException(path + ": header damaged; restore it from a snapshot");
    }
    return forced;
  }

  private static void putSlot(byte[] out, int at, long forced) {
    LittleEndian.putLong(out, at, forced);
    LittleEndian.putInt(out, at + 8, Crc32C.of(out, at, 8));
  }

  private static long slot(byte[] head, int at) {
    return LittleEndian.getInt(head, at + 8) == Crc32C.of(head, at, 8)
        ? LittleEndian.getLong(head, at)
        : -1;
  }
}
