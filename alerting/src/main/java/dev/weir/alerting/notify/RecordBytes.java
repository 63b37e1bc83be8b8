package dev.weir.alerting.notify;

import dev.weir.storage.bytes.VarInt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Fields of a record, one after the other, as `ByteReader` reads them. One thread.
public final class RecordBytes {
  private byte[] bytes = new byte[256];
  private int length;

  public RecordBytes put(int value) {
    grow(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public RecordBytes unsigned(long value) {
    grow(VarInt.MAX_BYTES);
    length = VarInt.putUnsigned(bytes, length, value);
    return this;
  }

  public RecordBytes signed(long value) {
    return unsigned(VarInt.zigzag(value));
  }

  public RecordBytes fixedLong(long value) {
    grow(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public RecordBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    unsigned(utf8.length);
    grow(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
    return this;
  }

  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
