package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkDecoder;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import java.util.function.ObjLongConsumer;

/// Walks the series of one block in the order in which they are stored, (shard, series id). One
/// thread. What is damaged is reported and passed over.
final class SeriesCursor implements AutoCloseable {
  private final Block block;
  private final ChunkStore.Blob blob;
  private final ObjLongConsumer<RuntimeException> damage;
  private final RecordReader record = new RecordReader();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final long limit;
  private long openOffset = -1;
  private long recordOffset = -1;
  private long next = BlockLayout.HEADER_SIZE;
  private int shardIndex = -1;
  private int seriesId;

  /// `blob` is closed with this. `damage` receives what is wrong and at which offset.
  SeriesCursor(Block block, ChunkStore.Blob blob, ObjLongConsumer<RuntimeException> damage) {
    this.block = block;
    this.blob = blob;
    this.damage = damage;
    this.limit = block.layout().directoryOffset;
  }

  /// Moves to the record after the current one, whichever series it is of; false at the end.
  boolean advance() {
    while (next < limit) {
      try {
        openRecord(next);
        record.checkHead();
        recordOffset = next;
        seriesId = record.seriesId();
        BlockLayout layout = block.layout();
        while (shardIndex + 1 < layout.shards.length
            && layout.shardOffsets[shardIndex + 1] <= next) {
          shardIndex++;
        }
        next = record.end();
        return true;
      } catch (ChunkFormatException | IndexOutOfBoundsException e) {
        damage.accept(e, next);
        next = nextSeriesAfter(next);
      }
    }
    return false;
  }

  /// The directory knows where the following series begins when a record's head is damaged.
  private long nextSeriesAfter(long offset) {
    openOffset = -1;
    return new BlockDirectory(blob, block.layout()).nextAfter(offset, limit);
  }

  int shard() {
    return shardIndex < 0 ? 0 : block.layout().shards[shardIndex];
  }

  int seriesId() {
    return seriesId;
  }

  /// Where the current record begins.
  long recordOffset() {
    return recordOffset;
  }

  /// The current record, opened again if [#load] had opened another.
  RecordReader currentRecord() {
    openRecord(recordOffset);
    return record;
  }

  /// The record opened last.
  RecordReader record() {
    return record;
  }

  ChunkDecoder decoder() {
    return decoder;
  }

  /// Makes the record at `offset` the open one, without moving the walk.
  private void openRecord(long offset) {
    if (openOffset != offset) {
      openOffset = -1;
      record.open(blob, offset, limit, block.meta().range().startMs());
      openOffset = offset;
    }
  }

  /// Brings chunk `index` of the record at `offset` into memory and checks it.
  boolean load(long offset, int index) {
    try {
      openRecord(offset);
      record.load(index, true);
      return true;
    } catch (ChunkFormatException | IndexOutOfBoundsException e) {
      damage.accept(e, offset);
      return false;
    }
  }

  void report(RuntimeException e) {
    damage.accept(e, openOffset);
  }

  @Override
  public void close() {
    blob.close();
  }
}
