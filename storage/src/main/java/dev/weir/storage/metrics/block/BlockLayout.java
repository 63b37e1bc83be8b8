package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkBuffer;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.metrics.chunk.ChunkInput;
import dev.weir.storage.model.TimeRange;
import java.util.zip.CRC32C;

/// The tail of a block as values: where its parts are, and what it covers. Format in
/// `storage/docs/format/block.md`.
///
/// ```
/// block  = header | records | directory | series ids | meta | footer
/// header = "WEIRBLK" 1 u8 (version) | 8 bytes zero
/// footer = meta offset u64 | meta length u32 | meta CRC32C u32 | CRC32C of the 16 bytes before u32
///          | "WEIRBLKE"
/// ```
final class BlockLayout {
  static final int HEADER_SIZE = 16;
  static final int FOOTER_SIZE = 28;

  /// "WEIRBLK" and the version, read as a little-endian number.
  static final long MAGIC = 0x014B_4C42_5249_4557L;

  /// "WEIRBLKE".
  static final long END_MAGIC = 0x454B_4C42_5249_4557L;

  /// Most chunks of one record; longer series have several records.
  static final int MAX_RECORD_CHUNKS = 128;

  /// Bytes that the front of a record can take.
  static final int MAX_RECORD_HEAD = 16 + MAX_RECORD_CHUNKS * 25;

  private static final int META_VERSION = 1;
  private static final int MAX_META_SIZE = 64 << 20;

  final BlockMeta meta;

  /// Where the directory begins: the end of the records.
  final long directoryOffset;

  /// Bytes per directory entry.
  final int directoryWidth;

  final int directoryCrc;
  final long idsOffset;
  final int idsLength;
  final int idsCrc;
  final long metaOffset;

  /// Shards present, ascending, and where each begins.
  final int[] shards;

  final long[] shardOffsets;

  /// Partitions covered, ascending, and up to which journal position.
  final long[] partitions;

  final long[] positions;

  /// Versions of the blocks that this one replaces.
  final long[] replaces;

  BlockLayout(Builder b) {
    meta = b.meta();
    directoryOffset = b.directoryOffset;
    directoryWidth = b.directoryWidth;
    directoryCrc = b.directoryCrc;
    idsOffset = b.idsOffset;
    idsLength = b.idsLength;
    idsCrc = b.idsCrc;
    metaOffset = b.metaOffset;
    shards = b.shards;
    shardOffsets = b.shardOffsets;
    partitions = b.partitions;
    positions = b.positions;
    replaces = b.replaces;
  }

  /// The fields while they are gathered.
  static final class Builder {
    long version;
    int level;
    long order;
    long startMs;
    long endMs;
    long minTimestampMs;
    long maxTimestampMs;
    int seriesCount;
    long chunkCount;
    long sampleCount;
    long sizeBytes;
    long directoryOffset;
    int directoryWidth;
    int directoryCrc;
    long idsOffset;
    int idsLength;
    int idsCrc;
    long metaOffset;
    int[] shards = {};
    long[] shardOffsets = {};
    long[] partitions = {};
    long[] positions = {};
    long[] replaces = {};

    private BlockMeta meta() {
      return new BlockMeta(
          version,
          level,
          order,
          new TimeRange(startMs, endMs),
          minTimestampMs,
          maxTimestampMs,
          seriesCount,
          chunkCount,
          sampleCount,
          sizeBytes);
    }
  }

  static void putHeader(ChunkBuffer out) {
    out.putLong(MAGIC);
    out.putLong(0);
  }

  /// Appends meta and footer. All offsets of `b` but `metaOffset` are set.
  static void putTail(Builder b, long metaOffset, ChunkBuffer out) {
    int begin = out.length();
    out.putVarint(META_VERSION);
    out.putVarint(b.version);
    out.putVarint(b.level);
    out.putVarint(b.order);
    out.putSigned(b.startMs);
    out.putSigned(b.endMs);
    out.putSigned(b.minTimestampMs);
    out.putSigned(b.maxTimestampMs);
    out.putVarint(b.seriesCount);
    out.putVarint(b.chunkCount);
    out.putVarint(b.sampleCount);
    out.putVarint(b.directoryOffset);
    out.putVarint(b.directoryWidth);
    out.putInt(b.directoryCrc);
    out.putVarint(b.idsOffset);
    out.putVarint(b.idsLength);
    out.putInt(b.idsCrc);
    out.putVarint(b.shards.length);
    for (int i = 0; i < b.shards.length; i++) {
      out.putVarint(b.shards[i]);
      out.putVarint(b.shardOffsets[i]);
    }
    out.putVarint(b.partitions.length);
    for (int i = 0; i < b.partitions.length; i++) {
      out.putSigned(b.partitions[i]);
      out.putSigned(b.positions[i]);
    }
    out.putVarint(b.replaces.length);
    for (long replaced : b.replaces) {
      out.putVarint(replaced);
    }
    int length = out.length() - begin;
    int metaCrc = crc(out.array(), begin, length);
    int footer = out.length();
    out.putLong(metaOffset);
    out.putInt(length);
    out.putInt(metaCrc);
    out.putInt(crc(out.array(), footer, 16));
    out.putLong(END_MAGIC);
  }

  /// Reads and checks header, footer and meta. Throws [ChunkFormatException] for anything else.
  static BlockLayout read(ChunkStore.Blob blob) {
    long size = blob.size();
    if (size < HEADER_SIZE + FOOTER_SIZE) {
      throw new ChunkFormatException("block too short: " + size + " bytes");
    }
    ChunkInput in = section(blob, 0, HEADER_SIZE);
    if (in.readLong() != MAGIC || in.readLong() != 0) {
      throw new ChunkFormatException("no block header of version 1 at 0");
    }
    long footerOffset = size - FOOTER_SIZE;
    in = section(blob, footerOffset, FOOTER_SIZE);
    int footerCrc = crc(in.array(), 0, 16);
    long metaOffset = in.readLong();
    int metaLength = in.readInt();
    int metaCrc = in.readInt();
    if (in.readInt() != footerCrc || in.readLong() != END_MAGIC) {
      throw new ChunkFormatException("damaged footer at " + footerOffset);
    }
    if (metaLength < 0
        || metaLength > MAX_META_SIZE
        || metaOffset < HEADER_SIZE
        || metaOffset + metaLength != footerOffset) {
      throw new ChunkFormatException("footer points nowhere: " + metaOffset + ", " + metaLength);
    }
    in = section(blob, metaOffset, metaLength);
    if (crc(in.array(), 0, metaLength) != metaCrc) {
      throw new ChunkFormatException("damaged meta at " + metaOffset);
    }
    return readMeta(in, metaOffset, size);
  }

  private static BlockLayout readMeta(ChunkInput in, long metaOffset, long size) {
    long metaVersion = in.readVarint();
    if (metaVersion != META_VERSION) {
      throw new ChunkFormatException("unknown version of block meta: " + metaVersion);
    }
    var b = new Builder();
    b.version = in.readVarint();
    b.level = in.readVarint(9, "level");
    b.order = in.readVarint();
    b.startMs = in.readSigned();
    b.endMs = in.readSigned();
    b.minTimestampMs = in.readSigned();
    b.maxTimestampMs = in.readSigned();
    b.seriesCount = in.readVarint(Integer.MAX_VALUE, "series");
    b.chunkCount = in.readVarint();
    b.sampleCount = in.readVarint();
    b.directoryOffset = in.readVarint();
    b.directoryWidth = in.readVarint(8, "directory width");
    b.directoryCrc = in.readInt();
    b.idsOffset = in.readVarint();
    b.idsLength = in.readVarint(Integer.MAX_VALUE, "series ids");
    b.idsCrc = in.readInt();
    b.metaOffset = metaOffset;
    b.sizeBytes = size;
    int shardCount = in.readVarint(in.remaining(), "shards");
    b.shards = new int[shardCount];
    b.shardOffsets = new long[shardCount];
    for (int i = 0; i < shardCount; i++) {
      b.shards[i] = in.readVarint(Integer.MAX_VALUE, "shard");
      b.shardOffsets[i] = in.readVarint();
    }
    int partitionCount = in.readVarint(in.remaining(), "partitions");
    b.partitions = new long[partitionCount];
    b.positions = new long[partitionCount];
    for (int i = 0; i < partitionCount; i++) {
      b.partitions[i] = in.readSigned();
      b.positions[i] = in.readSigned();
    }
    b.replaces = new long[in.readVarint(in.remaining(), "replaced blocks")];
    for (int i = 0; i < b.replaces.length; i++) {
      b.replaces[i] = in.readVarint();
    }
    long directoryEnd = b.directoryOffset + (long) b.seriesCount * b.directoryWidth;
    if (b.startMs > b.endMs
        || b.directoryOffset < HEADER_SIZE
        || directoryEnd != b.idsOffset
        || b.idsOffset + b.idsLength != metaOffset) {
      throw new ChunkFormatException("parts of the block do not join");
    }
    return new BlockLayout(b);
  }

  private static ChunkInput section(ChunkStore.Blob blob, long offset, int length) {
    byte[] bytes = new byte[length + ChunkBuffer.SLACK];
    blob.read(offset, bytes, 0, length);
    var in = new ChunkInput();
    in.reset(bytes, 0, length);
    return in;
  }

  static int crc(byte[] bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /// CRC32C of a range of a blob of any length.
  static int crc(ChunkStore.Blob blob, long offset, long length) {
    var crc = new CRC32C();
    byte[] piece = new byte[(int) Math.min(length, 1 << 16)];
    for (long done = 0; done < length; ) {
      int now = (int) Math.min(piece.length, length - done);
      blob.read(offset + done, piece, 0, now);
      crc.update(piece, 0, now);
      done += now;
    }
    return (int) crc.getValue();
  }
}
