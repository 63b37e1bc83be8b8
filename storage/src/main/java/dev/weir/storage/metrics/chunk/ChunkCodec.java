package dev.weir.storage.metrics.chunk;

/// The seam behind which samples become bytes: one way to write one column of a chunk, timestamps
/// ([TimeCodec]) or values ([ValueCodec]). [ChunkEncoder] tries those that may suit and keeps the
/// smallest result; a chunk names the codec of each column, so a new one never breaks old files.
/// Each kind has a contract suite that every implementation passes.
sealed interface ChunkCodec permits TimeCodec, ValueCodec {
  /// What the chunk's codec byte for this column holds. Never reused for anything else.
  int id();
}
