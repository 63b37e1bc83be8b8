package dev.weir.ingest.remotewrite;

import dev.weir.storage.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Encodes remote write messages, for tests.
final class WriteRequests {
  private WriteRequests() {}

  /// A whole `TimeSeries` field of a write request.
  static byte[] series(Labels labels, long[] timestamps, double[] values) {
    var series = new ByteArrayOutputStream();
    for (int i = 0; i < labels.count(); i++) {
      series.writeBytes(label(labels.name(i), labels.value(i)));
    }
    for (int i = 0; i < timestamps.length; i++) {
      series.writeBytes(sample(timestamps[i], values[i]));
    }
    return field(1, series.toByteArray());
  }

  static byte[] label(String name, String value) {
    return field(
        1,
        join(
            field(1, name.getBytes(StandardCharsets.UTF_8)),
            field(2, value.getBytes(StandardCharsets.UTF_8))));
  }

  static byte[] sample(long timestampMs, double value) {
    byte[] bits =
        ByteBuffer.allocate(9)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 9)
            .putDouble(value)
            .array();
    return field(2, join(bits, new byte[] {16}, varint(timestampMs)));
  }

  /// A length-delimited field.
  static byte[] field(int number, byte[] contents) {
    return join(varint(number << 3 | 2), varint(contents.length), contents);
  }

  static byte[] varint(long value) {
    var out = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
