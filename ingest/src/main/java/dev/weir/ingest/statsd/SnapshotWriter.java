package dev.weir.ingest.statsd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A growing big-endian buffer for the state of statsd windows. One thread, used once.
final class SnapshotWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(4096);

  void putByte(int value) {
    room(1).put((byte) value);
  }

  void putInt(int value) {
    room(4).putInt(value);
  }

  void putLong(long value) {
    room(8).putLong(value);
  }

  void putDouble(double value) {
    room(8).putDouble(value);
  }

  /// Two bytes of length, then UTF-8.
  void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assert bytes.length <= 0xFFFF : bytes.length;
    room(2 + bytes.length).putShort((short) bytes.length).put(bytes);
  }

  /// Room for `bytes` more, at the position to write to.
  ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      int capacity = (int) Math.min(Integer.MAX_VALUE - 64L, Math.max(needed, needed * 3L / 2));
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    return buffer;
  }

  /// What was written, ready to be read.
  ByteBuffer finish() {
    return buffer.flip();
  }
}
