package dev.weir.storage.metrics.index;

import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads the catalogue's groups one after the other through a window of two megabytes. One thread.
final class CatalogScan {
  private static final int WINDOW_BYTES =
      2 * (DefinitionFormat.MAX_PAYLOAD_BYTES + DefinitionFormat.HEADER_BYTES);

  private final Files.Handle file;
  private final long size;
  private final byte[] window;
  private long windowStart = CatalogHeader.SIZE_BYTES;
  private int windowLength;
  private long position = CatalogHeader.SIZE_BYTES; // where the next group should begin
  private int payloadStart;
  private int payloadLength;

  CatalogScan(Files.Handle file, long size) {
    this.file = file;
    this.size = size;
    this.window = new byte[Math.clamp(size, 1, WINDOW_BYTES)];
  }

  /// Moves past the next group; false when there is no intact one at [#position()].
  boolean next() throws IOException {
    int length = intactAt(position);
    if (length < 0) {
      return false;
    }
    payloadStart = (int) (position - windowStart) + DefinitionFormat.HEADER_BYTES;
    payloadLength = length;
    position += DefinitionFormat.HEADER_BYTES + length;
    return true;
  }

  /// Moves to the next intact group after [#position()], or to the end of the file.
  void skipDamage() throws IOException {
    do {
      position++;
    } while (position < size && intactAt(position) < 0);
  }

  /// Where the next group should begin.
  long position() {
    return position;
  }

  /// What holds the payload of the group moved past last.
  byte[] bytes() {
    return window;
  }

  int payloadStart() {
    return payloadStart;
  }

  int payloadLength() {
    return payloadLength;
  }

  private int intactAt(long at) throws IOException {
    int longest = DefinitionFormat.MAX_PAYLOAD_BYTES + DefinitionFormat.HEADER_BYTES;
    long windowEnd = windowStart + windowLength;
    if (windowEnd < size && at + longest > windowEnd) {
      load(at);
    }
    return DefinitionFormat.intactPayload(window, (int) (at - windowStart), windowLength);
  }

  private void load(long from) throws IOException {
    int wanted = (int) Math.min(window.length, size - from);
    windowLength = file.read(ByteBuffer.wrap(window, 0, wanted), from);
    windowStart = from;
  }
}
