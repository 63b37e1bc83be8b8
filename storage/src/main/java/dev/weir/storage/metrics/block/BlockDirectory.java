package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkFormatException;
import java.nio.ByteBuffer;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/// Where the series of a block are: the bitmap of their ids and, for each in ascending order, the
/// offset of its first record. Views of the open blob, no objects per series. Any thread, as long
/// as the blob is open.
///
/// Look-up is the rank of the id in the bitmap: some hundred nanoseconds with millions of series.
final class BlockDirectory {
  private final ImmutableRoaringBitmap ids;
  private final ByteBuffer offsets;
  private final int width;

  BlockDirectory(ChunkStore.Blob blob, BlockLayout layout) {
    ids = new ImmutableRoaringBitmap(blob.view(layout.idsOffset, layout.idsLength));
    long size = layout.idsOffset - layout.directoryOffset;
    offsets = blob.view(layout.directoryOffset, Math.toIntExact(size));
    width = layout.directoryWidth;
    if (ids.getLongCardinality() != layout.meta.seriesCount()) {
      throw new ChunkFormatException("series ids: " + ids.getLongCardinality());
    }
  }

  ImmutableRoaringBitmap ids() {
    return ids;
  }

  /// Offset of the first record of the series; -1 when it has none.
  long offset(int seriesId) {
    return ids.contains(seriesId) ? offsetAt((int) ids.rankLong(seriesId) - 1) : -1;
  }

  /// Smallest offset of a series above `offset`, or `none`. Looks at all of them.
  long nextAfter(long offset, long none) {
    long best = none;
    int count = width == 0 ? 0 : offsets.capacity() / width;
    for (int rank = 0; rank < count; rank++) {
      long start = offsetAt(rank);
      if (start > offset && start < best) {
        best = start;
      }
    }
    return best;
  }

  private long offsetAt(int rank) {
    long offset = 0;
    for (int i = (rank + 1) * width - 1; i >= rank * width; i--) {
      offset = (offset << 8) | (offsets.get(i) & 0xFF);
    }
    return offset;
  }
}
