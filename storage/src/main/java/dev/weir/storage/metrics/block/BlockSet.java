package dev.weir.storage.metrics.block;

/// Blocks held for reading: they stay readable until this is closed, whatever is merged or expires
/// meanwhile. Any threads may read; one closes, after the reads.
public interface BlockSet extends AutoCloseable {
  int count();

  /// Block `index`, in ascending order of precedence: on equal timestamps the later block wins.
  BlockReader block(int index);

  @Override
  void close();
}
