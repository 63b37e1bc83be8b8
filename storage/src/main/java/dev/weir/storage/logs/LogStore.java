package dev.weir.storage.logs;

import dev.weir.storage.model.QueryBudget;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/// The log store of one process.
///
/// Threads: `apply` and `checkpoint` by the apply thread; `compact` and `close` by any one caller
/// at a time; the rest by any, at any time.
public interface LogStore extends AutoCloseable {
  /// Takes in a batch that is journalled up to `position`; its lines are searchable when this
  /// returns. A batch at or before the position that stored parts stand for (possible during replay
  /// only) is left out, so that each line is there once. Waits while more than the memory budget is
  /// still being written to disk. Keeps no reference to the batch.
  void apply(LogBatch batch, long position);

  /// Position from which the journal must be replayed after opening.
  long checkpointPosition();

  /// Begins to write everything applied so far as parts; returns at once. When they are durable,
  /// `whenDurable` runs, on another thread, with the position before which the journal may be
  /// truncated. Throws when writing cannot even begin; when it fails later, the lines stay in
  /// memory, the failure is counted, and the next checkpoint tries again.
  void checkpoint(LongConsumer whenDurable) throws IOException;

  /// True when the lines in memory want a checkpoint now: too many bytes, or too old.
  boolean isCheckpointDue();

  /// Earliest time accepted now, epoch nanoseconds, by retention.
  long earliestAcceptedNs();

  /// Latest time accepted now, epoch nanoseconds: the clock plus ten minutes.
  long latestAcceptedNs();

  /// Hands everything that satisfies `plan` to `sink`, except what the sink says it no longer
  /// wants. Sees every batch whose apply returned before this was called, and each line once,
  /// whatever is flushed or merged meanwhile. Charges streams as series and decoded lines as
  /// samples.
  void search(LogPlan plan, LogSink sink, QueryBudget budget);

  /// The streams of the plan's tenant that satisfy its matchers and have lines in its range (for
  /// parts that straddle an end: in the part). Ordered by labels. Filters, order and needs of the
  /// plan are not looked at.
  List<StreamSummary> streams(LogPlan plan, QueryBudget budget);

  /// Writes everything in memory as parts, merges what can be merged, applies retention; returns
  /// when done. Safe beside apply and search.
  void compact() throws IOException;

  @Override
  void close() throws IOException;
}
