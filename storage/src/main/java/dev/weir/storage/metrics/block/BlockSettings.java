package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkEncoder;

/// Limits and habits of a [BlockStore].
///
/// @param maxMappedBlocks blocks kept mapped while no query holds them; a mapping costs address
///   space and no file handle. Queries may hold more for as long as they run.
/// @param checkOnRead whether queries check the checksum of each chunk they read (about 2 % of the
///   cost of decoding it). Merging and verifying always do.
/// @param chunkSamples most samples of one chunk
public record BlockSettings(int maxMappedBlocks, boolean checkOnRead, int chunkSamples) {
  public static final BlockSettings DEFAULT =
      new BlockSettings(256, true, ChunkEncoder.MAX_SAMPLES);

  public BlockSettings {
    if (maxMappedBlocks < 1) {
      throw new IllegalArgumentException("maxMappedBlocks must be at least 1: " + maxMappedBlocks);
    }
    if (chunkSamples < 1 || chunkSamples > ChunkEncoder.MAX_SAMPLES) {
      throw new IllegalArgumentException(
          "chunkSamples must be 1 to " + ChunkEncoder.MAX_SAMPLES + ": " + chunkSamples);
    }
  }
}
