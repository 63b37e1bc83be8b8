package dev.weir.storage.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The metric store of one process: registry, shard engines, blocks.
///
/// Threads: `registry().resolve` by the resolver; `apply` by the apply thread; `checkpoint`,
/// `compact` and `close` by any one caller at a time; `leaf` by any.
public interface MetricStore extends AutoCloseable {
  SeriesRegistry registry();

  QueryLeaf leaf();

  /// Takes in a batch that is journalled up to `position`. Samples already covered by a flushed
  /// block (possible during replay only) are left out; duplicates are dropped and counted; samples
  /// out of order within their series are accepted. Never throws for a sample.
  void apply(ResolvedSamples samples, long position);

  /// Earliest timestamp accepted now, by retention.
  long earliestAcceptedMs();

  /// Latest timestamp accepted now: the clock plus ten minutes.
  long latestAcceptedMs();

  /// Position from which the journal must be replayed after opening.
  long checkpointPosition();

  /// State that others keep in the checkpoint, by name (open statsd windows): empty when there is
  /// none.
  ByteBuffer checkpointedState(String name);

  /// Writes a checkpoint that stands for everything applied so far. Called on the apply thread for
  /// the moment of the snapshot; the bulk is written behind. `states` are kept for
  /// [#checkpointedState]. When it is durable, `whenDurable` runs with the position before which
  /// the journal may be truncated.
  void checkpoint(CheckpointStates states, java.util.function.LongConsumer whenDurable)
      throws IOException;

  /// Supplies named state at the moment of the snapshot, on the apply thread.
  interface CheckpointStates {
    void writeTo(Sink sink);

    interface Sink {
      void put(String name, ByteBuffer state);
    }
  }

  /// Seals and flushes the whole head, merges what can be merged and applies retention; returns
  /// when done. Safe beside ingest and queries.
  void compact() throws IOException;

  @Override
  void close() throws IOException;
}
