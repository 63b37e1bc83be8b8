package dev.weir.storage.metrics;

import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// The newest samples of a contiguous group of shards. Engines know nothing of each other: no
/// statics, no common locks; one may be closed, moved to another owner and rebuilt from checkpoint
/// and journal at any time.
///
/// Threads: `apply`, `forEachOpen`, `seal` and `snapshot` belong to one writer at a time (the
/// holder of the store's apply lock); `acquire` may be called by any and never waits.
public interface ShardEngine extends AutoCloseable {
  /// Whose samples it takes.
  ShardRange shards();

  /// Takes in samples of series in [#shards()], journalled up to `position`. Those that a flushed
  /// block covers already (possible during replay only) are left out. Never fails for a sample.
  void apply(ResolvedSamples samples, long position);

  /// The parts that overlap `range`, in order of age where they overlap each other: of equal times
  /// the later part's sample counts. Their memory is held until closed.
  Parts acquire(TimeRange range);

  /// Parts held for reading.
  interface Parts extends AutoCloseable {
    int count();

    SamplePart part(int index);

    @Override
    void close();
  }

  /// Calls `visitor` for every partition still written to, ascending by time.
  void forEachOpen(Consumer<OpenPartition> visitor);

  /// What a flush policy wants to know about an open partition. Times are
  /// [dev.weir.storage.io.Clock#nanoTime()].
  record OpenPartition(
      TimeRange range, long bytes, long samples, long firstWriteNanos, long lastWriteNanos) {
    /// This one and another engine's part of the same time.
    OpenPartition plus(OpenPartition other) {
      return new OpenPartition(
          range,
          bytes + other.bytes,
          samples + other.samples,
          Math.min(firstWriteNanos, other.firstWriteNanos),
          Math.max(lastWriteNanos, other.lastWriteNanos));
    }
  }

  /// Closes the open partitions within `range` to writing; samples that come later for the same
  /// time go to new ones. They stay readable until [SealedParts#published()].
  SealedParts seal(TimeRange range, long position);

  /// Sealed partitions on their way into a block; any one thread at a time.
  interface SealedParts {
    /// Range sealed, which may be wider than the parts in it.
    TimeRange range();

    /// Journal position they are complete up to.
    long position();

    int count();

    SamplePart part(int index);

    /// Ids of all series in them, ascending.
    int[] seriesIds();

    /// A block with their samples is readable: they leave the head; memory goes with the last
    /// reader.
    void published();
  }

  /// The state of everything not yet published, as of now. Fast: samples are shared, not copied.
  Snapshot snapshot(long position);

  /// A state to be written to a checkpoint by any one thread while the engine goes on.
  interface Snapshot extends AutoCloseable {
    void writeTo(Sections out) throws IOException;

    @Override
    void close();
  }

  /// Where a checkpoint's sections go.
  interface Sections {
    /// Writes one section; `payload` from position to limit.
    void section(int type, ByteBuffer payload) throws IOException;
  }

  /// Gives all memory back once the last reader has left. What was neither flushed nor checkpointed
  /// must be replayed.
  @Override
  void close();
}
