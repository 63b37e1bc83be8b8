package dev.weir.storage.journal;

import dev.weir.storage.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The twenty bytes in front of each record's payload. Format: `storage/docs/format/journal.md`.
///
/// The header's checksum covers the record's position, so bytes that moved, or a copy of a journal
/// inside somebody's payload, are never taken for a record. `unforced` says how many bytes before
/// the record had not been forced when it was written: that is how a reader tells a torn tail (what
/// is broken had never been acknowledged) from damage (it had).
///
/// Reusable; one thread.
final class RecordFrame {
  static final int SIZE_BYTES = 20;

  /// Most bytes of payload: 64 MiB.
  static final int MAX_PAYLOAD_BYTES = 64 << 20;

  /// Kind of the record without payload that a clean close leaves at the end.
  static final byte CLOSE = 0x7f;

  private static final int LENGTH_AT = 0;
  private static final int UNFORCED_AT = 4;
  private static final int KIND_AT = 8;
  private static final int HEADER_CRC_AT = 12;
  private static final int PAYLOAD_CRC_AT = 16;

  private final CRC32C crc = new CRC32C();
  private final byte[] scratch = new byte[Long.BYTES + HEADER_CRC_AT];

  private int length;
  private long unforced;
  private byte kind;
  private int headerCrc;
  private int payloadCrc;

  /// Appends the frame of `payload` (position to limit, left as they are) to `into`.
  void put(ByteBuffer into, long position, long unforcedBytes, byte kindCode, ByteBuffer payload) {
    byte[] header = scratch;
    LittleEndian.putLong(header, 0, position);
    LittleEndian.putInt(header, Long.BYTES + LENGTH_AT, payload.remaining());
    LittleEndian.putInt(
        header, Long.BYTES + UNFORCED_AT, (int) Math.min(unforcedBytes, 0xffff_ffffL));
    LittleEndian.putInt(header, Long.BYTES + KIND_AT, kindCode & 0xff);
    crc.reset();
    crc.update(header, 0, header.length);
    int checksum = (int) crc.getValue();
    into.put(header, Long.BYTES, HEADER_CRC_AT);
    LittleEndian.putInt(header, 0, checksum);
    LittleEndian.putInt(header, Integer.BYTES, payloadChecksum(checksum, payload));
    into.put(header, 0, 2 * Integer.BYTES);
  }

  /// Reads the frame at index `at` of `bytes`, which has room for it; false when it is not the
  /// frame of a record at `position`.
  boolean read(byte[] bytes, int at, long position) {
    int lastOfKind = LittleEndian.getInt(bytes, at + KIND_AT);
    if ((lastOfKind & 0xffff_ff00) != 0 || lastOfKind == 0) {
      return false; // kinds begin at one: a run of zeros is never a record
    }
    LittleEndian.putLong(scratch, 0, position);
    System.arraycopy(bytes, at, scratch, Long.BYTES, HEADER_CRC_AT);
    crc.reset();
    crc.update(scratch, 0, scratch.length);
    headerCrc = LittleEndian.getInt(bytes, at + HEADER_CRC_AT);
    length = LittleEndian.getInt(bytes, at + LENGTH_AT);
    unforced = LittleEndian.getUnsignedInt(bytes, at + UNFORCED_AT);
    kind = (byte) lastOfKind;
    payloadCrc = LittleEndian.getInt(bytes, at + PAYLOAD_CRC_AT);
    return (int) crc.getValue() == headerCrc && length >= 0 && length <= MAX_PAYLOAD_BYTES;
  }

  /// Bytes of payload of the frame read last.
  int length() {
    return length;
  }

  /// Kind code of the frame read last.
  byte kind() {
    return kind;
  }

  /// Bytes before the record that had not been forced when it was written.
  long unforced() {
    return unforced;
  }

  /// True when `payload` (left as it is) belongs to the frame read last.
  boolean fits(ByteBuffer payload) {
    return payloadChecksum(headerCrc, payload) == payloadCrc;
  }

  private int payloadChecksum(int headerChecksum, ByteBuffer payload) {
    int position = payload.position();
    crc.reset();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      crc.update(headerChecksum >>> shift);
    }
    crc.update(payload);
    payload.position(position);
    return (int) crc.getValue();
  }
}
