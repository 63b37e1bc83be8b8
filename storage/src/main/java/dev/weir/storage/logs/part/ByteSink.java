package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes being put together: an array that grows. Not thread-safe.
final class ByteSink {
  private byte[] bytes;
  private int length;

  ByteSink(int expectedSize) {
    bytes = new byte[Math.max(64, expectedSize)];
  }

  ByteSink clear() {
    length = 0;
    return this;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Makes room for `count` more bytes and returns the index of the first.
  int reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
    return length;
  }

  /// Says that the bytes before `newLength` were written to [#array()].
  void length(int newLength) {
    length = newLength;
  }

  void put(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void putInt(int value) {
    reserve(4);
    LittleEndian.putInt(bytes, length, value);
    length += 4;
  }

  void putLong(long value) {
    reserve(8);
    LittleEndian.putLong(bytes, length, value);
    length += 8;
  }

  void putUnsigned(long value) {
    reserve(VarInt.MAX_BYTES);
    length = VarInt.putUnsigned(bytes, length, value);
  }

  void putSigned(long value) {
    putUnsigned(VarInt.zigzag(value));
  }

  void putBytes(byte[] from, int offset, int count) {
    int at = reserve(count);
    System.arraycopy(from, offset, bytes, at, count);
    length = at + count;
  }

  /// UTF-8 with its length in front.
  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putUnsigned(utf8.length);
    putBytes(utf8, 0, utf8.length);
  }

  /// A view of everything, valid until the next change.
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, length);
  }
}
