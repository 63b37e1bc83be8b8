package dev.weir.storage.bytes;

import java.nio.charset.StandardCharsets;

/// Reads fields from a slice of a `byte[]`, each checked against the slice's end: whatever the
/// bytes are, the worst is a [CorruptDataException], and nothing is allocated because a length
/// field said so. Reusable through [#reset]; one thread at a time.
public final class ByteReader {
  private byte[] bytes = new byte[0];
  private int position;
  private int limit;

  /// A reader of nothing, to be [#reset].
  public ByteReader() {}

  public ByteReader(byte[] bytes, int offset, int length) {
    reset(bytes, offset, length);
  }

  /// Reads `length` bytes of `bytes` from `offset` from now on. The array is not copied.
  public ByteReader reset(byte[] bytes, int offset, int length) {
    if (offset < 0 || length < 0 || length > bytes.length - offset) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " of " + bytes.length);
    }
    this.bytes = bytes;
    position = offset;
    limit = offset + length;
    return this;
  }

  public byte[] array() {
    return bytes;
  }

  /// Index in [#array()] of the next byte.
  public int position() {
    return position;
  }

  /// Index in [#array()] after the last byte.
  public int limit() {
    return limit;
  }

  public int remaining() {
    return limit - position;
  }

  /// Goes on at `newPosition`, after a loop that read the array itself.
  public void position(int newPosition) {
    if (newPosition < 0 || newPosition > limit) {
      throw new CorruptDataException("position beyond the end: " + newPosition + " of " + limit);
    }
    position = newPosition;
  }

  /// One byte as an unsigned number.
  public int unsignedByte() {
    require(1);
    return bytes[position++] & 0xff;
  }

  /// Four bytes, little-endian.
  public int fixedInt() {
    require(4);
    int value = LittleEndian.getInt(bytes, position);
    position += 4;
    return value;
  }

  /// Eight bytes, little-endian.
  public long fixedLong() {
    require(8);
    long value = LittleEndian.getLong(bytes, position);
    position += 8;
    return value;
  }

  /// An unsigned variable-length number.
  public long unsigned() {
    if (position < limit) {
      byte first = bytes[position];
      if (first >= 0) {
        position++;
        return first;
      }
    }
    return unsignedSlow();
  }

  private long unsignedSlow() {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= limit) {
        throw new CorruptDataException("number cut off at byte " + at);
      }
      byte next = bytes[at++];
      if (shift == 63 && (next & 0xfe) != 0) {
        break;
      }
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        position = at;
        return value;
      }
    }
    throw new CorruptDataException("number longer than 64 bits at byte " + position);
  }

  /// A zigzag-mapped variable-length number.
  public long signed() {
    return VarInt.unzigzag(unsigned());
  }

  /// An unsigned number from 0 to `max`; `what` names it in the message.
  public int count(String what, long max) {
    return checked(what, unsigned(), Math.min(max, Integer.MAX_VALUE));
  }

  /// A number of bytes, checked against what remains after it.
  public int length(String what) {
    long value = unsigned();
    return checked(what, value, remaining());
  }

  private static int checked(String what, long value, long max) {
    if (value < 0 || value > max) {
      throw new CorruptDataException(
          what + " too large: " + Long.toUnsignedString(value) + ", limit " + max);
    }
    return (int) value;
  }

  /// UTF-8 text with its length in front.
  public String text(String what) {
    int length = length(what);
    String value = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return value;
  }

  /// Leaves out `count` bytes.
  public void skip(int count) {
    require(count);
    position += count;
  }

  private void require(int count) {
    if (count < 0 || limit - position < count) {
      throw new CorruptDataException(
          "need " + count + " bytes at byte " + position + ", have " + (limit - position));
    }
  }
}
