package dev.weir.storage.logs.part;

import dev.weir.storage.logs.LogSink;
import dev.weir.storage.model.QueryBudget;

/// A piece of a part (or of a memtable) that may hold rows a plan asks for: what the index could
/// not rule out. The store visits the units of all parts in the order that the plan wants, and
/// leaves out those that the sink no longer wants. One thread.
public interface SearchUnit {
  /// Time of its earliest row, epoch nanoseconds.
  long minNs();

  /// Time of its latest row, inclusive.
  long maxNs();

  /// Hands the rows that satisfy the plan to `sink`, if any.
  void visit(LogSink sink, QueryBudget budget);
}
