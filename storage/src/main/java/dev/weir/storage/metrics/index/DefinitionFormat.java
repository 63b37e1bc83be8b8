package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;

/// The envelope of a group of series definitions: marker, checksum, length, then the payload that
/// [DefinitionEncoder] writes and [DefinitionReader] reads. The same bytes travel in journal
/// records and stand in the catalogue. Format page: `storage/docs/format/series-catalog.md`.
final class DefinitionFormat {
  /// Bytes `WSD1`: where a group may begin.
  static final int MARKER = 0x31445357;

  /// Marker, CRC32C of length and payload, payload length; four bytes each.
  static final int HEADER_BYTES = 12;

  /// A group is closed once its payload has this many bytes. What damage takes with it is at most a
  /// group; larger ones would save little, since texts are shared within a group.
  static final int GROUP_BYTES = 1 << 16;

  /// Longest canonical key of a series; [StoreRegistry] refuses longer ones, whatever the limits.
  static final int MAX_KEY_BYTES = 1 << 19;

  /// Longest payload read: a group that was almost full, and one more series.
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private static final int LENGTH_BYTES = 4;

  private DefinitionFormat() {}

  /// Writes the header of the group whose payload of `length` bytes stands at `at + HEADER_BYTES`.
  static void putHeader(byte[] into, int at, int length) {
    LittleEndian.putInt(into, at, MARKER);
    LittleEndian.putInt(into, at + 8, length);
    LittleEndian.putInt(into, at + 4, Crc32C.of(into, at + 8, LENGTH_BYTES + length));
  }

  /// Payload length of the intact group at `at`; -1 when there is none before `limit`.
  static int intactPayload(byte[] bytes, int at, int limit) {
    if (limit - at < HEADER_BYTES || LittleEndian.getInt(bytes, at) != MARKER) {
      return -1;
    }
    int length = LittleEndian.getInt(bytes, at + 8);
    if (length < 1 || length > MAX_PAYLOAD_BYTES || length > limit - at - HEADER_BYTES) {
      return -1;
    }
    int checksum = Crc32C.of(bytes, at + 8, LENGTH_BYTES + length);
    return checksum == LittleEndian.getInt(bytes, at + 4) ? length : -1;
  }
}
