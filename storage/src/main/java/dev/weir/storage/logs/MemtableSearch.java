package dev.weir.storage.logs;

import dev.weir.storage.logs.part.SearchUnit;
import dev.weir.storage.model.QueryBudget;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One search in one memtable: makes units of a block of rows each, which share this and its
/// buffers. One thread.
final class MemtableSearch {
  /// A batch of rows is handed over when its lines reach this.
  private static final int BATCH_TEXT_BYTES = 1 << 20;

  private final LogPlan plan;
  private final long order;
  private final MemRow row;
  private final LogRows rows = new LogRows();
  private final int[] found = new int[MemStream.BLOCK_ROWS];
  private final long[] times = new long[MemStream.BLOCK_ROWS];

  MemtableSearch(Memtable table, LogPlan plan) {
    this.plan = plan;
    order = table.order();
    row = table.row();
  }

  /// Adds the blocks of `stream` that have rows in the plan's range.
  void addUnits(MemStream stream, List<SearchUnit> units) {
    int length = stream.length();
    for (int start = 0; start < length; start += MemStream.BLOCK_ROWS) {
      int count = Math.min(MemStream.BLOCK_ROWS, length - start);
      long[] block = stream.block(start / MemStream.BLOCK_ROWS);
      long min = Long.MAX_VALUE;
      long max = Long.MIN_VALUE;
      for (int i = 0; i < count; i++) {
        min = Math.min(min, block[i << 1]);
        max = Math.max(max, block[i << 1]);
      }
      if (max >= plan.startNs() && min < plan.endNs()) {
        units.add(new Unit(stream, block, start, count, min, max));
      }
    }
  }

  private final class Unit implements SearchUnit {
    private final MemStream stream;
    private final long[] block;
    private final int start;
    private final int count;
    private final long minNs;
    private final long maxNs;

    Unit(MemStream stream, long[] block, int start, int count, long minNs, long maxNs) {
      this.stream = stream;
      this.block = block;
      this.start = start;
      this.count = count;
      this.minNs = minNs;
      this.maxNs = maxNs;
    }

    @Override
    public long minNs() {
      return minNs;
    }

    @Override
    public long maxNs() {
      return maxNs;
    }

    @Override
    public void visit(LogSink sink, QueryBudget budget) {
      int matches = collect(sink, budget);
      if (matches == 0) {
        return;
      }
      rows.clear(stream.labels());
      if (TimeOrder.isAscending(times, matches)) {
        for (int i = 0; i < matches; i++) {
          hand(i, sink);
        }
      } else {
        for (int i : TimeOrder.sorted(times, matches)) {
          hand(i, sink);
        }
      }
      sink.accept(rows);
    }

    /// Collects the rows that satisfy the plan; returns their number.
    private int collect(LogSink sink, QueryBudget budget) {
      long from = Math.max(plan.startNs(), sink.earliestNs());
      long latest = sink.latestNs();
      int matches = 0;
      int decoded = 0;
      for (int i = 0; i < count; i++) {
        long time = block[i << 1];
        if (time < from || time >= plan.endNs() || time > latest) {
          continue;
        }
        decoded++;
        if (accepts(block[(i << 1) + 1])) {
          found[matches] = i;
          times[matches++] = time;
        }
      }
      budget.chargeSamples(decoded);
      return matches;
    }

    private boolean accepts(long address) {
      if (plan.filters().isEmpty()) {
        return true;
      }
      row.loadLine(address);
      int lineStart = row.lineOffset();
      for (LineFilter filter : plan.filters()) {
        if (!filter.accepts(row.bytes(), lineStart, lineStart + row.lineLength())) {
          return false;
        }
      }
      return true;
    }

    private void hand(int match, LogSink sink) {
      int i = found[match];
      if (rows.length() > 0 && rows.lineEnd(rows.length() - 1) > BATCH_TEXT_BYTES) {
        sink.accept(rows);
        rows.clear(stream.labels());
      }
      rows.add(times[match], order << 32 | (start + i));
      if (!plan.needsLines() && !plan.needsFields()) {
        return;
      }
      row.loadLine(block[(i << 1) + 1]);
      if (plan.needsLines()) {
        rows.line(row.bytes(), row.lineOffset(), row.lineLength());
      }
      if (plan.needsFields()) {
        row.loadFields();
        for (int f = 0; f < row.fields(); f++) {
          rows.field(
              row.fieldName(f),
              new String(
                  row.bytes(), row.fieldOffset(f), row.fieldLength(f), StandardCharsets.UTF_8));
        }
      }
    }
  }
}
