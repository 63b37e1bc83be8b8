package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkBuffer;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.metrics.chunk.ChunkInput;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads one record of a block at a time: its head, then those of its chunks that are wanted. One
/// thread at a time; reused, memory bounded by the largest chunk.
///
/// ```
/// record = series id varint | chunks << 1, bit 0 another record follows, varint
///          | per chunk: size varint | first - (last of the one before, or start of the block) signed
///                       | last - first varint
///          | [CRC32C of the head u32, unless there is one chunk]
///          | per chunk: bytes | CRC32C u32 (of a lone chunk: head and bytes)
/// ```
final class RecordReader {
  private static final int CRC_SIZE = 4;

  /// Read ahead at the front of a record: mostly head and chunk in one go.
  private static final int WINDOW = 4096;

  private final ChunkInput in = new ChunkInput();
  private final int[] sizes = new int[BlockLayout.MAX_RECORD_CHUNKS];
  private final long[] firsts = new long[BlockLayout.MAX_RECORD_CHUNKS];
  private final long[] lasts = new long[BlockLayout.MAX_RECORD_CHUNKS];
  private final long[] offsets = new long[BlockLayout.MAX_RECORD_CHUNKS];
  private byte[] window = new byte[WINDOW + ChunkBuffer.SLACK];
  private int windowLength;
  private byte[] chunk = new byte[WINDOW + ChunkBuffer.SLACK];
  private ChunkStore.@Nullable Blob blob;
  private long offset;
  private long end;
  private int headLength;
  private int seriesId;
  private int chunkCount;
  private boolean more;

  private byte[] bytes = window;
  private int at;

  /// Reads the head of the record at `recordOffset` of `from`, which ends before `limit`.
  void open(ChunkStore.Blob from, long recordOffset, long limit, long blockStartMs) {
    blob = from;
    offset = recordOffset;
    if (recordOffset < BlockLayout.HEADER_SIZE || recordOffset >= limit) {
      throw new ChunkFormatException("no record can be at " + recordOffset);
    }
    windowLength = (int) Math.min(WINDOW, limit - recordOffset);
    from.read(recordOffset, window, 0, windowLength);
    in.reset(window, 0, windowLength);
    seriesId = in.readVarint(Integer.MAX_VALUE, "series id");
    long chunks = in.readVarint();
    more = (chunks & 1) != 0;
    if (chunks < 0 || chunks >>> 1 > BlockLayout.MAX_RECORD_CHUNKS) {
      throw new ChunkFormatException("chunks of a record out of range: " + (chunks >>> 1));
    }
    chunkCount = (int) (chunks >>> 1);
    long previous = blockStartMs;
    for (int i = 0; i < chunkCount; i++) {
      sizes[i] = in.readVarint(Integer.MAX_VALUE - WINDOW, "chunk size");
      firsts[i] = previous + in.readSigned();
      lasts[i] = firsts[i] + in.readVarint();
      previous = lasts[i];
    }
    headLength = in.position();
    long next = recordOffset + headLength + (chunkCount == 1 ? 0 : CRC_SIZE);
    for (int i = 0; i < chunkCount; i++) {
      offsets[i] = next;
      next += (long) sizes[i] + CRC_SIZE;
    }
    end = next;
    if (end > limit) {
      throw new ChunkFormatException("record at " + recordOffset + " ends beyond the records");
    }
  }

  /// Throws when the head is damaged. Free for a lone chunk, whose checksum covers the head.
  void checkHead() {
    if (chunkCount != 1) {
      in.position(headLength);
      if (in.readInt() != BlockLayout.crc(window, 0, headLength)) {
        throw new ChunkFormatException("damaged head of the record at " + offset);
      }
    }
  }

  int seriesId() {
    return seriesId;
  }

  /// True when the record after this one goes on with the same series.
  boolean hasMore() {
    return more;
  }

  int chunkCount() {
    return chunkCount;
  }

  long firstMs(int i) {
    return firsts[i];
  }

  long lastMs(int i) {
    return lasts[i];
  }

  int size(int i) {
    return sizes[i];
  }

  long chunkOffset(int i) {
    return offsets[i];
  }

  /// Where the next record begins.
  long end() {
    return end;
  }

  /// Brings chunk `i` into [#bytes] from [#at] on, with slack behind it. Throws when `check` and
  /// the checksum differs.
  void load(int i, boolean check) {
    int needed = sizes[i] + CRC_SIZE;
    int inWindow = (int) Math.min(Integer.MAX_VALUE, offsets[i] - offset);
    if ((long) inWindow + needed <= windowLength) {
      bytes = window;
      at = inWindow;
    } else {
      if (chunk.length < needed + ChunkBuffer.SLACK) {
        chunk = new byte[needed + needed / 4 + ChunkBuffer.SLACK];
      }
      Objects.requireNonNull(blob, "no record is open").read(offsets[i], chunk, 0, needed);
      bytes = chunk;
      at = 0;
    }
    if (check && storedCrc(i) != computedCrc(i)) {
      throw new ChunkFormatException("damaged chunk at " + offsets[i]);
    }
  }

  private int storedCrc(int i) {
    in.reset(bytes, at + sizes[i], at + sizes[i] + CRC_SIZE);
    return in.readInt();
  }

  private int computedCrc(int i) {
    var crc = new CRC32C();
    if (chunkCount == 1) {
      crc.update(window, 0, headLength);
    }
    crc.update(bytes, at, sizes[i]);
    return (int) crc.getValue();
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }
}
