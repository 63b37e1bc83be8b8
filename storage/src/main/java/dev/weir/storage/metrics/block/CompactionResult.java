package dev.weir.storage.metrics.block;

/// What a compaction did.
///
/// @param merges number of blocks written
/// @param blocksIn blocks that were replaced
/// @param bytesIn their size
/// @param bytesOut size of what replaced them
public record CompactionResult(int merges, int blocksIn, long bytesIn, long bytesOut) {
  static final CompactionResult NOTHING = new CompactionResult(0, 0, 0, 0);

  CompactionResult plus(CompactionResult other) {
    return new CompactionResult(
        merges + other.merges,
        blocksIn + other.blocksIn,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut);
  }
}
