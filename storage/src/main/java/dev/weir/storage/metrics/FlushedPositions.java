package dev.weir.storage.metrics;

/// How far blocks cover the journal, so that replay leaves out what they hold. Any thread.
public interface FlushedPositions {
  /// Nothing is flushed.
  FlushedPositions NONE =
      new FlushedPositions() {
        @Override
        public long highest() {
          return -1;
        }

        @Override
        public long of(long partitionStartMs) {
          return -1;
        }
      };

  /// The highest position any block covers, or -1. Batches beyond it need no further question.
  long highest();

  /// The position up to which blocks hold every sample of the partition starting then, or -1.
  long of(long partitionStartMs);
}
