package dev.weir.ingest.loki;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes protobuf pushes.
final class Pushes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  Pushes varint(int field, long value) {
    unsigned(field << 3);
    unsigned(value);
    return this;
  }

  Pushes bytes(int field, byte[] value) {
    unsigned((field << 3) | 2);
    unsigned(value.length);
    out.writeBytes(value);
    return this;
  }

  Pushes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Pushes message(int field, Pushes value) {
    return bytes(field, value.bytes());
  }

  /// Adds a stream to a push.
  Pushes stream(String labels, Pushes... entries) {
    var stream = new Pushes().text(1, labels);
    for (Pushes entry : entries) {
      stream.message(2, entry);
    }
    return message(1, stream.varint(3, 12345));
  }

  /// An entry; names and values of its metadata alternate.
  static Pushes entry(long ns, byte[] line, String... metadata) {
    var time =
        new Pushes()
            .varint(1, Math.floorDiv(ns, 1_000_000_000L))
            .varint(2, Math.floorMod(ns, 1_000_000_000L));
    var entry = new Pushes().message(1, time).bytes(2, line);
    for (int i = 0; i < metadata.length; i += 2) {
      entry.message(3, new Pushes().text(1, metadata[i]).text(2, metadata[i + 1]));
    }
    return entry;
  }

  static Pushes entry(long ns, String line, String... metadata) {
    return entry(ns, line.getBytes(StandardCharsets.UTF_8), metadata);
  }

  private void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
