package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkDecoder;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Memory for reading one record: about half a megabyte, so it is lent from a small pool rather
/// than held per thread or made per read.
final class ReadScratch {
  final RecordReader record = new RecordReader();
  final ChunkDecoder decoder = new ChunkDecoder();

  /// A bounded pool. Any thread, lock-free; what does not fit is left to the collector.
  static final class Pool {
    private static final int SIZE = 16;

    private final AtomicReferenceArray<@Nullable ReadScratch> free =
        new AtomicReferenceArray<>(SIZE);

    ReadScratch take() {
      int start = start();
      for (int i = 0; i < SIZE; i++) {
        ReadScratch scratch = free.getAndSet((start + i) & (SIZE - 1), null);
        if (scratch != null) {
          return scratch;
        }
      }
      return new ReadScratch();
    }

    void give(ReadScratch scratch) {
      int start = start();
      for (int i = 0; i < SIZE; i++) {
        if (free.compareAndSet((start + i) & (SIZE - 1), null, scratch)) {
          return;
        }
      }
    }

    private static int start() {
      return (int) Thread.currentThread().threadId();
    }
  }
}
