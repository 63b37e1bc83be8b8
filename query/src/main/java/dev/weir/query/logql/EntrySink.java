package dev.weir.query.logql;

import dev.weir.query.engine.QueryContext;
import dev.weir.query.logql.LogEntry.EntryLabels;
import dev.weir.query.logql.LogEntry.Place;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Keeps the newest or oldest `limit` lines that pass the stages, over all streams: a heap with the
/// next to go on top. Once it is full, the store is told what need not come any more. One thread.
final class EntrySink implements LogSink {
  private final QueryContext context;
  private final QueryStats stats;
  private final LogPipeline pipeline;
  private final LogSearch search;
  private final PriorityQueue<LogEntry> kept;
  private final LineState state = new LineState();
  private @Nullable Labels lastMerged;
  private EntryLabels lastLabels = new EntryLabels(Labels.EMPTY, Labels.EMPTY, Labels.EMPTY);

  EntrySink(QueryContext context, QueryStats stats, LogPipeline pipeline, LogSearch search) {
    this.context = context;
    this.stats = stats;
    this.pipeline = pipeline;
    this.search = search;
    this.kept = new PriorityQueue<>(64, order(search.forward()).reversed());
  }

  private static Comparator<LogEntry> order(boolean forward) {
    Comparator<LogEntry> oldestFirst = LogEntry::compareTo;
    return forward ? oldestFirst : oldestFirst.reversed();
  }

  private boolean isFull() {
    return kept.size() >= search.limit();
  }

  @Override
  public long earliestNs() {
    LogEntry worst = kept.peek();
    return search.forward() || worst == null || !isFull() ? Long.MIN_VALUE : worst.timestampNs();
  }

  @Override
  public long latestNs() {
    LogEntry worst = kept.peek();
    return !search.forward() || worst == null || !isFull() ? Long.MAX_VALUE : worst.timestampNs();
  }

  @Override
  public void accept(LogRows rows) {
    context.check();
    stats.add(rows);
    int length = rows.length();
    if (search.forward()) {
      for (int row = 0; row < length && offer(rows, row); row++) {}
    } else {
      for (int row = length - 1; row >= 0 && offer(rows, row); row--) {}
    }
  }

  /// Takes a row in if it is good enough. False when none of the rows behind it can be.
  private boolean offer(LogRows rows, int row) {
    LogEntry worst = isFull() ? kept.peek() : null;
    if (worst != null) {
      int order = LogEntry.compare(rows.timestampNs(row), rows.stream(), rows.ordinal(row), worst);
      if (search.forward() ? order > 0 : order < 0) {
        return false; // rows are ascending within their stream
      }
    }
    if (pipeline.process(state.start(rows, row))) {
      keep(rows, row, worst);
    }
    return true;
  }

  private void keep(LogRows rows, int row, @Nullable LogEntry worst) {
    byte[] line = new byte[state.to() - state.from()];
    System.arraycopy(state.text(), state.from(), line, 0, line.length);
    var place = new Place(rows.stream(), rows.ordinal(row));
    var entry = new LogEntry(rows.timestampNs(row), place, labels(), line);
    context.chargeMemory(entry.sizeBytes());
    kept.add(entry);
    if (worst != null) {
      kept.poll();
      context.releaseMemory(worst.sizeBytes());
    }
  }

  @SuppressWarnings("ReferenceEquality") // equal labels that are not the same are merely copied
  private EntryLabels labels() {
    Labels merged = state.merged();
    if (merged != lastMerged) {
      lastMerged = merged;
      lastLabels =
          search.categorize()
              ? new EntryLabels(state.stream(), state.structuredMetadata(), state.parsed())
              : new EntryLabels(merged, Labels.EMPTY, Labels.EMPTY);
    }
    return lastLabels;
  }

  /// What was kept, in the order asked for.
  List<LogEntry> entries() {
    List<LogEntry> all = new ArrayList<>(kept);
    all.sort(order(search.forward()));
    return all;
  }
}
