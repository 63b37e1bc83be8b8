package dev.weir.storage.metrics.chunk;

/// One way to write strictly ascending timestamps. Implementations keep scratch memory only: one
/// thread at a time.
non-sealed interface TimeCodec extends ChunkCodec {
  /// Largest magnitude of a timestamp: some 140,000 years either way, so that no difference of
  /// differences overflows.
  long MAX_MAGNITUDE = 1L << 52;

  /// Appends the column of `timestamps[from .. to-1]`. Returns false and leaves `out` alone when
  /// they are not for this codec.
  boolean encode(long[] timestamps, int from, int to, ChunkBuffer out);

  /// Decodes all `count` timestamps of the column that is the whole of `in` into `out` from index
  /// `at` on. Throws [ChunkFormatException] for anything that is not such a column.
  void decode(ChunkInput in, int count, long[] out, int at);
}
