package dev.weir.storage.metrics.head;

import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.ShardEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Writes checksummed sections one after the other. One thread.
final class SectionFile implements ShardEngine.Sections {
  /// Type, length, checksum.
  static final int HEADER_BYTES = 12;

  private final Files.Handle file;
  private final ByteBuffer header =
      ByteBuffer.allocateDirect(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long at;
  private int sections;

  SectionFile(Files.Handle file, long at) {
    this.file = file;
    this.at = at;
  }

  @Override
  public void section(int type, ByteBuffer payload) throws IOException {
    int length = payload.remaining();
    header.clear();
    header.putInt(type).putInt(length).putInt(crc(type, length, payload)).flip();
    file.write(header, at);
    file.write(payload, at + HEADER_BYTES);
    at += HEADER_BYTES + length;
    sections++;
  }

  /// Sections written so far.
  int sections() {
    return sections;
  }

  /// Bytes of the file so far.
  long size() {
    return at;
  }

  /// CRC32C over type, length and payload; `payload` stays as it is.
  static int crc(int type, int length, ByteBuffer payload) {
    var crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    crc.update(head.putInt(type).putInt(length).flip());
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }
}
