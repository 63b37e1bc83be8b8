package dev.weir.storage.meta;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// One record as a file: its content and its name. Format: `storage/docs/format/meta.md`. Pure
/// functions.
final class MetaFile {
  static final String SUFFIX = ".meta";

  /// Larger than any record.
  static final int MAX_BYTES = MetaStore.MAX_VALUE_BYTES + 1024;

  private static final int VERSION = 1;
  private static final byte[] MAGIC = "weirmeta".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 12;
  private static final int BODY_AT = 16;

  private MetaFile() {}

  /// File name of the record `id`: letters a to z, digits, `-` and `_` stand for themselves, every
  /// other byte of its UTF-8 is `%` and two hex digits. So no id can name another directory, and
  /// names that differ in case only stay apart wherever the file system does not.
  static String name(String id) {
    var name = new StringBuilder();
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (each >= 'a' && each <= 'z')
              || (each >= '0' && each <= '9')
              || each == '-'
              || each == '_';
      if (plain) {
        name.append((char) each);
      } else {
        name.append('%').append(HexFormat.of().toHexDigits(each));
      }
    }
    return name.append(SUFFIX).toString();
  }

  static ByteBuffer encode(MetaRecord record) {
    byte[] kind = record.kind().getBytes(StandardCharsets.UTF_8);
    byte[] id = record.id().getBytes(StandardCharsets.UTF_8);
    ByteBuffer value = record.value();
    int length = value.remaining();
    byte[] out = new byte[BODY_AT + 8 + 3 * VarInt.MAX_BYTES + kind.length + id.length + length];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    LittleEndian.putLong(out, BODY_AT, record.version());
    int at = put(out, BODY_AT + 8, kind);
    at = put(out, at, id);
    at = VarInt.putUnsigned(out, at, length);
    value.get(out, at, length);
    at += length;
    LittleEndian.putInt(out, CRC_AT, Crc32C.of(out, BODY_AT, at - BODY_AT));
    return ByteBuffer.wrap(out, 0, at);
  }

  private static int put(byte[] out, int start, byte[] text) {
    int at = VarInt.putUnsigned(out, start, text.length);
    System.arraycopy(text, 0, out, at, text.length);
    return at + text.length;
  }

  /// Throws [CorruptDataException] when `content` is not an intact record.
  static MetaRecord decode(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    if (bytes.length < BODY_AT || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)) {
      throw new CorruptDataException("not a meta record");
    }
    int version = LittleEndian.getInt(bytes, 8);
    if (version > VERSION) {
      throw new CorruptDataException("written by a newer version of Weir: format " + version);
    }
    int bodyLength = bytes.length - BODY_AT;
    if (version != VERSION
        || LittleEndian.getInt(bytes, CRC_AT) != Crc32C.of(bytes, BODY_AT, bodyLength)) {
      throw new CorruptDataException("meta record does not fit its checksum");
    }
    var in = new ByteReader(bytes, BODY_AT, bodyLength);
    long recordVersion = in.fixedLong();
    String kind = in.text("kind");
    String id = in.text("id");
    int length = in.length("value");
    if (length != in.remaining() || recordVersion <= MetaStore.ABSENT) {
      throw new CorruptDataException("meta record does not end with its value");
    }
    ByteBuffer value = ByteBuffer.wrap(bytes, in.position(), length).slice();
    return new MetaRecord(kind, id, recordVersion, value);
  }
}
