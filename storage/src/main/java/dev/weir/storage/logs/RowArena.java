package dev.weir.storage.logs;

import dev.weir.storage.bytes.VarInt;

/// Bytes of a memtable's rows, one after the other in chunks that never move. An address is the
/// chunk's index in the upper and the offset in the lower 32 bits.
///
/// A row is: line length (varint), line, number of fields (varint), and for each field the number
/// of its name (varint), length (varint) and value.
///
/// One thread writes; any thread reads what it was given an address of through something that was
/// published after the write.
final class RowArena {
  /// Below half a region of the garbage collector's smallest size, so no chunk is a humongous
  /// object.
  static final int CHUNK_BYTES = 256 * 1024;

  private static final int FIRST_CHUNK_BYTES = 16 * 1024;

  private final AppendList<byte[]> chunks = new AppendList<>();
  private byte[] chunk = new byte[0];
  private int chunkIndex = -1;
  private int end;
  private long closedBytes;

  /// Copies the row that `reader` stands at, with its names numbered by `nameNumbers` (from the
  /// batch's numbers); returns its address.
  long append(LogBatch.Reader reader, int[] nameNumbers) {
    int fields = reader.fields();
    int most = 2 * VarInt.MAX_BYTES + reader.lineLength();
    for (int i = 0; i < fields; i++) {
      most += 2 * VarInt.MAX_BYTES + reader.fieldLength(i);
    }
    if (most > CHUNK_BYTES / 4) {
      return appendAlone(reader, nameNumbers, most);
    }
    if (most > chunk.length - end) {
      nextChunk(most);
    }
    long address = (long) chunkIndex << 32 | end;
    end = write(chunk, end, reader, nameNumbers);
    return address;
  }

  private void nextChunk(int atLeast) {
    closedBytes += end;
    int size = Math.min(CHUNK_BYTES, Math.max(FIRST_CHUNK_BYTES, chunk.length * 4));
    chunk = new byte[Math.max(size, atLeast)];
    chunkIndex = chunks.add(chunk);
    end = 0;
  }

  /// A large row gets a chunk of its own, and the present one goes on.
  private long appendAlone(LogBatch.Reader reader, int[] nameNumbers, int most) {
    byte[] own = new byte[most];
    write(own, 0, reader, nameNumbers);
    closedBytes += most;
    return (long) chunks.add(own) << 32;
  }

  private static int write(byte[] into, int start, LogBatch.Reader reader, int[] nameNumbers) {
    byte[] from = reader.bytes();
    int at = putBytes(into, start, from, reader.lineOffset(), reader.lineLength());
    int fields = reader.fields();
    at = VarInt.putUnsigned(into, at, fields);
    for (int i = 0; i < fields; i++) {
      at = VarInt.putUnsigned(into, at, nameNumbers[reader.fieldNameIndex(i)]);
      at = putBytes(into, at, from, reader.fieldOffset(i), reader.fieldLength(i));
    }
    return at;
  }

  private static int putBytes(byte[] into, int start, byte[] from, int offset, int length) {
    int at = VarInt.putUnsigned(into, start, length);
    System.arraycopy(from, offset, into, at, length);
    return at + length;
  }

  /// Bytes written so far. Called by the writer only.
  long sizeBytes() {
    return closedBytes + end;
  }

  /// The chunk that `address` lies in.
  byte[] bytes(long address) {
    return chunks.get((int) (address >>> 32));
  }

  /// Where in its chunk `address` lies.
  static int offset(long address) {
    return (int) address;
  }
}
