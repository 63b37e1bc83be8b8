package dev.weir.storage.metrics.chunk;

/// One way to write doubles so that the same bits come back: NaN payloads, negative zero and
/// infinities included. Implementations keep scratch memory only: one thread at a time.
non-sealed interface ValueCodec extends ChunkCodec {
  /// Appends the column of `values[from .. to-1]`. Returns false and leaves `out` alone when they
  /// are not for this codec.
  boolean encode(double[] values, int from, int to, ChunkBuffer out);

  /// Decodes the values `from .. to-1` of `count` of the column that is the whole of `in` into
  /// `out` from index `at` on; may write on up to index `at + count`. Throws [ChunkFormatException]
  /// for anything that is not such a column.
  void decode(ChunkInput in, int count, int from, int to, double[] out, int at);

  /// Calls `visitor` for each mini-block, in order; for those without statistics
  /// [StatisticsVisitor#unknown].
  default void statistics(ChunkInput in, int count, StatisticsVisitor visitor) {
    visitor.unknown(0, count);
  }
}
