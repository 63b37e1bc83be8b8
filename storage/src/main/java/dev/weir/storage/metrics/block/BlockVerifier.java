package dev.weir.storage.metrics.block;

import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.chunk.ChunkDecoder;
import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every byte of every block back: checksums, that the records join without gaps, that every
/// chunk decodes, that counts, order, times and directory agree with them. Changes nothing; safe
/// beside a running store, apart from blocks that are merged away meanwhile.
public final class BlockVerifier {
  private static final int MAX_PROBLEMS_PER_BLOCK = 20;

  /// Something wrong.
  ///
  /// @param offset where in the file; -1 when it concerns the file as a whole
  public record Problem(Path path, long offset, String message) {}

  /// What was found.
  ///
  /// @param blocks number of blocks read
  public record Report(int blocks, long samples, long bytes, List<Problem> problems) {}

  private final Path path;
  private final Block block;
  private final ChunkStore.Blob blob;
  private final List<Problem> problems = new ArrayList<>();
  private final RecordReader record = new RecordReader();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleColumns samples = new SampleColumns();
  private long sampleCount;
  private long chunkCount;
  private int seriesCount;

  private BlockVerifier(Path path, Block block, ChunkStore.Blob blob) {
    this.path = path;
    this.block = block;
    this.blob = blob;
  }

  /// Verifies all blocks in `directory`. Throws only when the directory cannot be listed.
  public static Report verify(Files files, Path directory) throws IOException {
    var problems = new ArrayList<Problem>();
    int blocks = 0;
    long samples = 0;
    long bytes = 0;
    try (var store = new FileChunkStore(files, directory, 1)) {
      for (BlobKey key : store.list()) {
        Path path = directory.resolve(key.fileName());
        blocks++;
        try (ChunkStore.Blob blob = store.open(key)) {
          bytes += blob.size();
          var verifier = new BlockVerifier(path, new Block(key, BlockLayout.read(blob)), blob);
          verifier.run();
          samples += verifier.sampleCount;
          problems.addAll(verifier.problems);
        } catch (IOException | ChunkFormatException | IndexOutOfBoundsException e) {
          problems.add(new Problem(path, -1, String.valueOf(e.getMessage())));
        }
      }
    }
    return new Report(blocks, samples, bytes, problems);
  }

  private void problem(long offset, String message) {
    if (problems.size() < MAX_PROBLEMS_PER_BLOCK) {
      problems.add(new Problem(path, offset, message));
    }
  }

  private void run() {
    BlockLayout layout = block.layout();
    if (layout.meta.version() != block.key().version()) {
      problem(-1, "block is of version " + layout.meta.version());
    }
    try {
      BlockReader.check(blob, block);
      var directory = new BlockDirectory(blob, layout);
      walk(layout, directory);
    } catch (ChunkFormatException | IndexOutOfBoundsException e) {
      problem(layout.directoryOffset, String.valueOf(e.getMessage()));
      return;
    }
    BlockMeta meta = layout.meta;
    expect("series", meta.seriesCount(), seriesCount);
    expect("chunks", meta.chunkCount(), chunkCount);
    expect("samples", meta.sampleCount(), sampleCount);
  }

  private void expect(String what, long promised, long found) {
    if (promised != found && problems.isEmpty()) {
      problem(-1, "%s promised: %d, found: %d".formatted(what, promised, found));
    }
  }

  /// All records, front to back.
  private void walk(BlockLayout layout, BlockDirectory directory) {
    long offset = BlockLayout.HEADER_SIZE;
    boolean more = false;
    long previous = -1;
    while (offset < layout.directoryOffset) {
      try {
        record.open(blob, offset, layout.directoryOffset, layout.meta.range().startMs());
        record.checkHead();
      } catch (ChunkFormatException | IndexOutOfBoundsException e) {
        problem(offset, String.valueOf(e.getMessage()));
        return;
      }
      long place = ((long) shardAt(layout, offset) << 32) | record.seriesId();
      if (more ? place != previous : place <= previous) {
        problem(offset, "series out of order: " + record.seriesId());
      }
      if (!more) {
        seriesCount++;
        if (directory.offset(record.seriesId()) != offset) {
          problem(offset, "directory does not lead here: series " + record.seriesId());
        }
      }
      checkChunks(layout.meta);
      previous = place;
      more = record.hasMore();
      offset = record.end();
    }
  }

  private static int shardAt(BlockLayout layout, long offset) {
    int shard = 0;
    for (int i = 0; i < layout.shards.length && layout.shardOffsets[i] <= offset; i++) {
      shard = layout.shards[i];
    }
    return shard;
  }

  private void checkChunks(BlockMeta meta) {
    long previous = Long.MIN_VALUE;
    for (int i = 0; i < record.chunkCount(); i++) {
      chunkCount++;
      samples.clear();
      try {
        record.load(i, true);
        decoder.decode(record.bytes(), record.at(), record.size(i), TimeRange.ALL, samples);
      } catch (ChunkFormatException | IndexOutOfBoundsException e) {
        problem(record.chunkOffset(i), String.valueOf(e.getMessage()));
        continue;
      }
      int n = samples.length();
      sampleCount += n;
      long[] times = samples.timestamps();
      for (int s = 0; s < n; s++) {
        if (times[s] <= previous) {
          problem(record.chunkOffset(i), "timestamps do not ascend: " + times[s]);
          break;
        }
        previous = times[s];
      }
      if (n == 0 || times[0] != record.firstMs(i) || times[n - 1] != record.lastMs(i)) {
        problem(record.chunkOffset(i), "chunk has other times than its record says");
      } else if (times[0] < meta.minTimestampMs() || times[n - 1] > meta.maxTimestampMs()) {
        problem(record.chunkOffset(i), "chunk lies outside the block's times");
      }
    }
  }
}
