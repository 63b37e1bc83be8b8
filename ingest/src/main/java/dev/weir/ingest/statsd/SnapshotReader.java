package dev.weir.ingest.statsd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads what [SnapshotWriter] wrote. Every length is held against what remains before anything is
/// allocated; damage is an `IllegalArgumentException` that says where. One thread.
final class SnapshotReader {
  private final ByteBuffer buffer;

  SnapshotReader(ByteBuffer snapshot) {
    this.buffer = snapshot.slice(); // big-endian, positions from 0
  }

  int uint8() {
    return need(1).get() & 0xFF;
  }

  int int32() {
    return need(4).getInt();
  }

  long int64() {
    return need(8).getLong();
  }

  double float64() {
    return need(8).getDouble();
  }

  String text() {
    int length = need(2).getShort() & 0xFFFF;
    need(length);
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// A number of things of at least `leastBytes` each, which must fit into what remains.
  int count(int leastBytes) {
    int count = int32();
    if (count < 0 || (long) count * leastBytes > buffer.remaining()) {
      throw damaged("count " + count);
    }
    return count;
  }

  /// The next `length` bytes as a buffer of their own.
  ByteBuffer bytes(int length) {
    ByteBuffer part = need(length).slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return part;
  }

  void requireEnd() {
    if (buffer.hasRemaining()) {
      throw damaged(buffer.remaining() + " bytes too many");
    }
  }

  IllegalArgumentException damaged(String what) {
    return new IllegalArgumentException(
        "damaged statsd snapshot at byte " + buffer.position() + ": " + what);
  }

  private ByteBuffer need(int bytes) {
    if (bytes < 0 || buffer.remaining() < bytes) {
      throw damaged("needs " + bytes + " bytes, has " + buffer.remaining());
    }
    return buffer;
  }
}
