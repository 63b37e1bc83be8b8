package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/// One block as one [BlockSet] reads it; valid until the set is closed. Any threads at a time. The
/// blob is opened when it is first needed.
///
/// Damage never fails a read: what is damaged is left out, counted and logged. A block whose
/// directory is damaged is set aside as a whole. A blob that cannot be opened for other reasons
/// (too many open files) fails the read with an `UncheckedIOException`: leaving its samples out
/// would be a wrong answer.
public final class BlockReader {
  private static final ImmutableRoaringBitmap NO_SERIES =
      new RoaringBitmap().toMutableRoaringBitmap();

  /// The open blob and what is looked up in it.
  private record Opened(ChunkStore.Blob blob, BlockDirectory directory) {}

  private final BlockStore store;
  private final Block block;
  private volatile @Nullable Opened opened;
  private boolean unusable;

  BlockReader(BlockStore store, Block block) {
    this.store = store;
    this.block = block;
  }

  public BlockMeta meta() {
    return block.meta();
  }

  Block block() {
    return block;
  }

  /// True when the block has samples of the series, at whatever time.
  public boolean mayContain(int seriesId) {
    return seriesIds().contains(seriesId);
  }

  /// The series that have samples in the block; valid until the set is closed.
  public ImmutableRoaringBitmap seriesIds() {
    Opened now = open();
    return now == null ? NO_SERIES : now.directory.ids();
  }

  /// Appends the samples of the series within `range` to `out`, ascending. Appends nothing when
  /// there are none.
  public void read(int seriesId, TimeRange range, SampleColumns out) {
    Opened now = open();
    if (now == null || !block.meta().overlaps(range)) {
      return;
    }
    long offset = now.directory.offset(seriesId);
    if (offset < 0) {
      return;
    }
    ReadScratch scratch = store.scratchPool().take();
    try {
      boolean more = true;
      while (more) {
        more = readRecord(now, offset, seriesId, range, scratch, out);
        offset = scratch.record.end();
      }
    } catch (ChunkFormatException | IndexOutOfBoundsException e) {
      store.damagedChunk(block, offset, e);
    } finally {
      store.scratchPool().give(scratch);
    }
  }

  /// Returns whether the series goes on in the next record, within the range.
  private boolean readRecord(
      Opened now,
      long offset,
      int seriesId,
      TimeRange range,
      ReadScratch scratch,
      SampleColumns out) {
    boolean check = store.settings().checkOnRead();
    RecordReader record = scratch.record;
    record.open(now.blob, offset, block.layout().directoryOffset, block.meta().range().startMs());
    if (check) {
      record.checkHead();
    }
    if (record.seriesId() != seriesId) {
      throw new ChunkFormatException(
          "series " + record.seriesId() + " where " + seriesId + " should be");
    }
    for (int i = 0; i < record.chunkCount(); i++) {
      if (record.firstMs(i) >= range.endMs()) {
        return false;
      }
      if (record.lastMs(i) < range.startMs()) {
        continue;
      }
      int before = out.length();
      try {
        record.load(i, check);
        scratch.decoder.decode(record.bytes(), record.at(), record.size(i), range, out);
      } catch (ChunkFormatException e) {
        out.setLength(before);
        store.damagedChunk(block, record.chunkOffset(i), e);
      }
    }
    return record.hasMore();
  }

  private @Nullable Opened open() {
    Opened now = opened;
    return now != null ? now : openSlow();
  }

  private synchronized @Nullable Opened openSlow() {
    Opened now = opened;
    if (now != null || unusable) {
      return now;
    }
    ChunkStore.Blob blob = openBlob();
    try {
      now = lookUp(blob);
      opened = now;
      return now;
    } catch (ChunkFormatException | IndexOutOfBoundsException e) {
      unusable = true;
      blob.close();
      store.damagedBlock(block, e);
      return null;
    }
  }

  private ChunkStore.Blob openBlob() {
    try {
      return store.chunkStore().open(block.key());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Opened lookUp(ChunkStore.Blob blob) {
    if (!block.isDirectoryChecked()) {
      check(blob, block);
    }
    return new Opened(blob, new BlockDirectory(blob, block.layout()));
  }

  /// Throws when the blob is not the whole block or its directory is damaged.
  static void check(ChunkStore.Blob blob, Block block) {
    if (blob.size() != block.meta().sizeBytes()) {
      throw new ChunkFormatException("block has another size: " + blob.size());
    }
    BlockLayout layout = block.layout();
    long length = layout.idsOffset - layout.directoryOffset;
    if (BlockLayout.crc(blob, layout.directoryOffset, length) != layout.directoryCrc) {
      throw new ChunkFormatException("damaged directory at " + layout.directoryOffset);
    }
    if (BlockLayout.crc(blob, layout.idsOffset, layout.idsLength) != layout.idsCrc) {
      throw new ChunkFormatException("damaged series ids at " + layout.idsOffset);
    }
    block.directoryChecked();
  }

  /// Lets go of the blob.
  synchronized void close() {
    Opened now = opened;
    opened = null;
    unusable = true;
    if (now != null) {
      now.blob.close();
    }
  }
}
