package dev.weir.ingest.ring;

import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogSink;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.QueryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/// A log store in memory for tests of the pipeline alone: a list of lines, checkpoints that a later
/// [#reopen()] starts from.
public final class MemoryLogStore implements LogStore {
  /// One line as text: `tenant{labels} time fields line`.
  public record Line(String stream, long timestampNs, String fields, String line) {}

  private final List<Line> lines = new ArrayList<>(); // guarded by this
  private long appliedPosition; // guarded by this
  private long checkpointPosition; // guarded by this
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean isDue;
  private int checkpoints; // guarded by this
  private MemoryLogStore checkpoint = this; // this: none; guarded by this

  /// The store as a restart finds it: its last checkpoint, or nothing.
  public synchronized MemoryLogStore reopen() {
    return checkpoint == this ? new MemoryLogStore() : checkpoint.copy();
  }

  /// Everything, in order of arrival.
  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /// Everything's text.
  public List<String> texts() {
    return lines().stream().map(Line::line).toList();
  }

  public synchronized int count() {
    return lines.size();
  }

  /// Makes the apply thread wait from now on until `open` is counted down.
  public void hold(CountDownLatch open) {
    gate = open;
  }

  /// From now on the store asks for a checkpoint, until one is begun.
  public void wantCheckpoint() {
    isDue = true;
  }

  public synchronized int checkpoints() {
    return checkpoints;
  }

  @Override
  public void apply(LogBatch batch, long position) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (position <= checkpointPosition) {
        return; // replayed, and there already
      }
      assert position > appliedPosition : position + " after " + appliedPosition;
      appliedPosition = position;
      LogBatch.Reader reader = batch.reader();
      while (reader.next()) {
        lines.add(
            new Line(
                batch.tenant() + reader.stream().toString(),
                reader.timestampNs(),
                fields(reader),
                reader.line()));
      }
    }
  }

  private static String fields(LogBatch.Reader reader) {
    var text = new StringBuilder();
    for (int i = 0; i < reader.fields(); i++) {
      text.append(reader.fieldName(i)).append('=').append(reader.fieldValue(i)).append(' ');
    }
    return text.toString().strip();
  }

  @Override
  public synchronized long checkpointPosition() {
    return checkpointPosition;
  }

  @Override
  public void checkpoint(LongConsumer whenDurable) {
    isDue = false;
    long position;
    synchronized (this) {
      checkpoints++;
      checkpoint = copy();
      position = appliedPosition;
      checkpoint.checkpointPosition = position;
    }
    whenDurable.accept(position);
  }

  private synchronized MemoryLogStore copy() {
    var copy = new MemoryLogStore();
    copy.lines.addAll(lines);
    copy.appliedPosition = appliedPosition;
    copy.checkpointPosition = checkpointPosition;
    return copy;
  }

  @Override
  public boolean isCheckpointDue() {
    return isDue;
  }

  @Override
  public long earliestAcceptedNs() {
    return 0;
  }

  @Override
  public long latestAcceptedNs() {
    return 4_000_000_000_000_000_000L;
  }

  @Override
  public void search(LogPlan plan, LogSink sink, QueryBudget budget) {
    throw new UnsupportedOperationException("no queries here");
  }

  @Override
  public List<StreamSummary> streams(LogPlan plan, QueryBudget budget) {
    throw new UnsupportedOperationException("no queries here");
  }

  @Override
  public void compact() {}

  @Override
  public void close() {}
}
