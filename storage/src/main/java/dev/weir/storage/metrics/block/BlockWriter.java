package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkBuffer;
import dev.weir.storage.metrics.chunk.ChunkEncoder;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.roaringbitmap.RoaringBitmap;

/// Writes one block, series by series in ascending order of (shard, series id). One thread. Ends
/// with [BlockStore#publish] or [#abort]; nobody sees the block before.
///
/// Memory: the directory, 16 bytes a series, plus one record (at most about a megabyte).
public final class BlockWriter {
  private static final int WRITE_SIZE = 1 << 20;
  private static final int RECORD_SIZE = 1 << 20;

  private final BlockLayout.Builder layout = new BlockLayout.Builder();
  private final ChunkStore.Sink sink;
  private final BlobKey key;
  private final int chunkSamples;
  private final ChunkEncoder encoder = new ChunkEncoder();

  /// Bytes on their way to the sink.
  private final ChunkBuffer output = new ChunkBuffer();

  private long flushed;

  /// Chunks of the record being made, without head and checksums.
  private final ChunkBuffer chunks = new ChunkBuffer();

  private final ChunkBuffer head = new ChunkBuffer();
  private final int[] chunkSizes = new int[BlockLayout.MAX_RECORD_CHUNKS];
  private final long[] chunkFirsts = new long[BlockLayout.MAX_RECORD_CHUNKS];
  private final long[] chunkLasts = new long[BlockLayout.MAX_RECORD_CHUNKS];
  private int recordChunks;
  private int shard = -1;
  private int seriesId = -1;
  private boolean inSeries;
  private long lastTimestampMs;

  /// Series id in the upper half, index into `offsets` in the lower.
  private long[] entries = new long[256];

  private long[] offsets = new long[256];
  private int shardCount;

  BlockWriter(ChunkStore store, BlobKey key, TimeRange range, int chunkSamples) throws IOException {
    this.key = key;
    this.chunkSamples = chunkSamples;
    layout.version = key.version();
    layout.level = key.level();
    layout.startMs = range.startMs();
    layout.endMs = range.endMs();
    layout.minTimestampMs = Long.MAX_VALUE;
    layout.maxTimestampMs = Long.MIN_VALUE;
    sink = store.create(key);
    BlockLayout.putHeader(output);
  }

  /// Adds all samples of a series: ascending timestamps, each once. A call without samples does
  /// nothing. After an exception the writer must be aborted.
  public void add(int newShard, int newSeriesId, SampleColumns samples) throws IOException {
    if (samples.length() == 0) {
      return;
    }
    begin(newShard, newSeriesId);
    append(samples, 0, samples.length());
    end();
  }

  /// Starts a series, whose samples then come by [#append] and [#appendChunk].
  void begin(int newShard, int newSeriesId) {
    boolean ascending = newShard > shard || (newShard == shard && newSeriesId > seriesId);
    if (inSeries || !ascending || newSeriesId < 0) {
      throw new IllegalArgumentException(
          "series out of order: %d/%d after %d/%d"
              .formatted(newShard, newSeriesId, shard, seriesId));
    }
    if (newShard != shard) {
      addShard(newShard);
    }
    shard = newShard;
    seriesId = newSeriesId;
    inSeries = true;
    lastTimestampMs = Long.MIN_VALUE;
    int n = layout.seriesCount++;
    if (n == entries.length) {
      entries = Arrays.copyOf(entries, n * 2);
      offsets = Arrays.copyOf(offsets, n * 2);
    }
    entries[n] = ((long) newSeriesId << 32) | n;
    offsets[n] = position();
  }

  private void addShard(int newShard) {
    if (shardCount == layout.shards.length) {
      int size = Math.max(64, shardCount * 2);
      layout.shards = Arrays.copyOf(layout.shards, size);
      layout.shardOffsets = Arrays.copyOf(layout.shardOffsets, size);
    }
    layout.shards[shardCount] = newShard;
    layout.shardOffsets[shardCount++] = position();
  }

  private long position() {
    return flushed + output.length();
  }

  /// Appends samples `from .. to-1`, all later than those before, as chunks of equal length.
  void append(SampleColumns samples, int from, int to) throws IOException {
    int count = to - from;
    int pieces = (count + chunkSamples - 1) / chunkSamples;
    int start = from;
    for (int piece = 1; piece <= pieces; piece++) {
      int end = from + (int) ((long) count * piece / pieces);
      int before = chunks.length();
      encoder.encode(samples, start, end, chunks);
      long[] times = samples.timestamps();
      layout.sampleCount += end - start;
      chunkAdded(chunks.length() - before, times[start], times[end - 1]);
      start = end;
    }
  }

  /// Appends a chunk that is encoded already.
  void appendChunk(byte[] bytes, int offset, int length, int samples, long firstMs, long lastMs)
      throws IOException {
    chunks.putBytes(bytes, offset, length);
    layout.sampleCount += samples;
    chunkAdded(length, firstMs, lastMs);
  }

  private void chunkAdded(int size, long firstMs, long lastMs) throws IOException {
    if (lastTimestampMs != Long.MIN_VALUE && firstMs <= lastTimestampMs) {
      throw new IllegalArgumentException(
          "samples out of order: " + firstMs + " after " + lastTimestampMs);
    }
    lastTimestampMs = lastMs;
    layout.minTimestampMs = Math.min(layout.minTimestampMs, firstMs);
    layout.maxTimestampMs = Math.max(layout.maxTimestampMs, lastMs);
    layout.chunkCount++;
    chunkSizes[recordChunks] = size;
    chunkFirsts[recordChunks] = firstMs;
    chunkLasts[recordChunks++] = lastMs;
    if (recordChunks == BlockLayout.MAX_RECORD_CHUNKS || chunks.length() >= RECORD_SIZE) {
      putRecord(true);
    }
  }

  /// Ends the series begun last.
  void end() throws IOException {
    putRecord(false);
    inSeries = false;
  }

  /// Writes the record of the chunks gathered. A lone chunk shares its checksum with the head.
  private void putRecord(boolean more) throws IOException {
    head.clear();
    head.putVarint(seriesId);
    head.putVarint(((long) recordChunks << 1) | (more ? 1 : 0));
    long previous = layout.startMs;
    for (int i = 0; i < recordChunks; i++) {
      head.putVarint(chunkSizes[i]);
      head.putSigned(chunkFirsts[i] - previous);
      head.putVarint(chunkLasts[i] - chunkFirsts[i]);
      previous = chunkLasts[i];
    }
    output.putBytes(head.array(), 0, head.length());
    var crc = new CRC32C();
    crc.update(head.array(), 0, head.length());
    if (recordChunks != 1) {
      output.putInt((int) crc.getValue());
      crc.reset();
    }
    int at = 0;
    for (int i = 0; i < recordChunks; i++) {
      output.putBytes(chunks.array(), at, chunkSizes[i]);
      crc.update(chunks.array(), at, chunkSizes[i]);
      output.putInt((int) crc.getValue());
      crc.reset();
      at += chunkSizes[i];
    }
    recordChunks = 0;
    chunks.clear();
    if (output.length() >= WRITE_SIZE) {
      flush();
    }
  }

  private void flush() throws IOException {
    sink.append(ByteBuffer.wrap(output.array(), 0, output.length()));
    flushed += output.length();
    output.clear();
  }

  /// True when no sample was added.
  public boolean isEmpty() {
    return layout.sampleCount == 0;
  }

  public long sampleCount() {
    return layout.sampleCount;
  }

  BlobKey key() {
    return key;
  }

  TimeRange range() {
    return new TimeRange(layout.startMs, layout.endMs);
  }

  /// Finishes and commits the block. When it throws, the block does not exist.
  BlockLayout finish(long order, long[] partitions, long[] positions, long[] replaces)
      throws IOException {
    try {
      layout.order = order;
      layout.partitions = partitions;
      layout.positions = positions;
      layout.replaces = replaces;
      layout.shards = Arrays.copyOf(layout.shards, shardCount);
      layout.shardOffsets = Arrays.copyOf(layout.shardOffsets, shardCount);
      putDirectory();
      putIds();
      layout.metaOffset = position();
      BlockLayout.putTail(layout, layout.metaOffset, output);
      layout.sizeBytes = position();
      flush();
      sink.commit();
      return new BlockLayout(layout);
    } catch (IOException | RuntimeException e) {
      abort();
      throw e;
    }
  }

  private void putDirectory() throws IOException {
    int n = layout.seriesCount;
    layout.directoryOffset = position();
    int bits = 64 - Long.numberOfLeadingZeros(layout.directoryOffset);
    layout.directoryWidth = (bits + 7) >>> 3;
    Arrays.sort(entries, 0, n);
    var crc = new CRC32C();
    var entry = new ChunkBuffer();
    for (int i = 0; i < n; i++) {
      entry.clear();
      entry.putLong(offsets[(int) entries[i]]);
      crc.update(entry.array(), 0, layout.directoryWidth);
      output.putBytes(entry.array(), 0, layout.directoryWidth);
      if (output.length() >= WRITE_SIZE) {
        flush();
      }
    }
    layout.directoryCrc = (int) crc.getValue();
  }

  private void putIds() {
    var ids = new RoaringBitmap();
    for (int i = 0; i < layout.seriesCount; i++) {
      ids.add((int) (entries[i] >>> 32));
    }
    ids.runOptimize();
    ByteBuffer bytes = ByteBuffer.allocate(ids.serializedSizeInBytes());
    ids.serialize(bytes);
    layout.idsOffset = position();
    layout.idsLength = bytes.position();
    layout.idsCrc = BlockLayout.crc(bytes.array(), 0, bytes.position());
    output.putBytes(bytes.array(), 0, bytes.position());
  }

  /// Forgets everything written.
  public void abort() {
    sink.abort();
  }
}
