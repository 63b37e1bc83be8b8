package dev.weir.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A remote-write body: one series, one sample, now, as a snappy block of one literal.
final class RemoteWriteBody {
  /// The headers that go with it.
  static final String[] HEADERS = {
    "Content-Encoding", "snappy",
    "Content-Type", "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version", "0.1.0"
  };

  private RemoteWriteBody() {}

  static byte[] of(String name, double value) {
    byte[] label = field(2, name.getBytes(StandardCharsets.UTF_8));
    byte[] labels = field(1, join(field(1, "__name__".getBytes(StandardCharsets.UTF_8)), label));
    ByteBuffer sample = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    sample.put((byte) 0x09).putDouble(value).put((byte) 0x10);
    long ms = System.currentTimeMillis();
    for (; ms > 127; ms >>>= 7) {
      sample.put((byte) ((ms & 127) | 128));
    }
    sample.put((byte) ms).flip();
    byte[] samples = new byte[sample.remaining()];
    sample.get(samples);
    byte[] request = field(1, join(labels, field(2, samples)));
    return join(new byte[] {(byte) request.length, (byte) ((request.length - 1) << 2)}, request);
  }

  private static byte[] field(int number, byte[] content) {
    return join(new byte[] {(byte) ((number << 3) | 2), (byte) content.length}, content);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
