package dev.weir.storage.logs.part;

import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Granules of one row group that may hold rows of a plan.
final class PartUnit implements SearchUnit {
  /// Rows that are decoded and handed over together.
  static final int ROWS_AT_ONCE = 1024;

  private final PartReader part;
  private final PartMemory memory;
  private final LogPlan plan;
  private final LineSelection selection;
  private final long ordinalBase;
  private final int groupIndex;
  private final List<Integer> granules;
  private final Selected streams;
  private StoredGroup.@Nullable Judged judged; // once asked for; the visiting thread's

  PartUnit(
      PartReader part,
      PartMemory memory,
      LogPlan plan,
      LineSelection selection,
      long ordinalBase,
      int groupIndex,
      List<Integer> granules,
      Selected streams) {
    this.part = part;
    this.memory = memory;
    this.plan = plan;
    this.selection = selection;
    this.ordinalBase = ordinalBase;
    this.groupIndex = groupIndex;
    this.granules = granules;
    this.streams = streams;
  }

  @Override
  public long minNs() {
    long min = Long.MAX_VALUE;
    for (int granule : granules) {
      min = Math.min(min, part.footer().granuleMinNs[granule]);
    }
    return min;
  }

  @Override
  public long maxNs() {
    long max = Long.MIN_VALUE;
    for (int granule : granules) {
      max = Math.max(max, part.footer().granuleMaxNs[granule]);
    }
    return max;
  }

  @Override
  public void visit(LogSink sink, QueryBudget budget) {
    StoredGroup group = part.group(groupIndex);
    PartMemory.Scratch scratch = memory.take();
    try {
      PartFooter.Group place = part.footer().groups.get(groupIndex);
      for (int at = 0; at < granules.size(); ) {
        int end = endOfRun(at);
        int from = part.footer().granuleStart(place, granules.get(at));
        int to = part.footer().granuleEnd(place, granules.get(end - 1));
        visit(group, place.firstRow(), from, to, scratch, sink, budget);
        at = end;
      }
    } finally {
      memory.give(scratch);
    }
  }

  /// Number of granules it will read.
  int granules() {
    return granules.size();
  }

  private int endOfRun(int from) {
    int at = from + 1;
    while (at < granules.size() && granules.get(at) == granules.get(at - 1) + 1) {
      at++;
    }
    return at;
  }

  /// Hands over what satisfies the plan of rows `from .. to - 1` of the group.
  private void visit(
      StoredGroup group,
      long firstRow,
      int from,
      int to,
      PartMemory.Scratch scratch,
      LogSink sink,
      QueryBudget budget) {
    for (int s = streams.firstFrom(firstRow + from); s < streams.length(); s++) {
      if (streams.firstRow(s) >= firstRow + to) {
        return;
      }
      int start = (int) (Math.max(firstRow + from, streams.firstRow(s)) - firstRow);
      int end = (int) (Math.min(firstRow + to, streams.endRow(s)) - firstRow);
      long[] times = group.times();
      long earliest = Math.max(plan.startNs(), sink.earliestNs());
      long latest = Math.min(plan.endNs() - 1, sink.latestNs());
      start = firstAtOrAfter(times, start, end, earliest);
      end = latest == Long.MAX_VALUE ? end : firstAtOrAfter(times, start, end, latest + 1);
      if (start < end) {
        deliver(group, firstRow, start, end, streams.labels(s), scratch, sink, budget);
      }
    }
  }

  private void deliver(
      StoredGroup group,
      long firstRow,
      int from,
      int to,
      Labels stream,
      PartMemory.Scratch scratch,
      LogSink sink,
      QueryBudget budget) {
    for (int at = from; at < to; at += ROWS_AT_ONCE) {
      int end = Math.min(to, at + ROWS_AT_ONCE);
      budget.chargeSamples((long) end - at);
      LogRows rows = scratch.rows.clear(stream);
      collect(group, firstRow, at, end, scratch, rows);
      if (rows.length() > 0) {
        sink.accept(rows);
      }
    }
  }

  /// Times ascend within a stream.
  private static int firstAtOrAfter(long[] times, int from, int to, long time) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void collect(
      StoredGroup group,
      long firstRow,
      int from,
      int to,
      PartMemory.Scratch scratch,
      LogRows rows) {
    LineText lines = scratch.lines;
    lines.clear();
    if (!selection.isEmpty()) {
      collectSelected(group, firstRow, from, to, scratch, rows);
      return;
    }
    if (plan.needsLines()) {
      group.lines(from, to, lines);
    }
    for (int row = from; row < to; row++) {
      add(group, firstRow, row, plan.needsLines() ? row - from : -1, scratch, rows);
    }
  }

  /// Rows whose template decides are not looked at, unless their lines are wanted; the others are
  /// put together and judged line by line.
  private void collectSelected(
      StoredGroup group,
      long firstRow,
      int from,
      int to,
      PartMemory.Scratch scratch,
      LogRows rows) {
    StoredGroup.Judged judged = judged(group);
    int count = 0;
    for (int row = from; row < to; row++) {
      if (isRead(judged.of(row))) {
        scratch.rowsRead[count++] = row;
      }
    }
    group.lines(scratch.rowsRead, count, scratch.lines);
    BitSet selected = selection.select(scratch.lines);
    int line = 0;
    for (int row = from; row < to; row++) {
      byte verdict = judged.of(row);
      if (isRead(verdict)) {
        if (selected.get(line)) {
          add(group, firstRow, row, plan.needsLines() ? line : -1, scratch, rows);
        }
        line++;
      } else if (verdict == TemplateVerdicts.ALL) {
        add(group, firstRow, row, -1, scratch, rows);
      }
    }
  }

  private boolean isRead(byte verdict) {
    return verdict == TemplateVerdicts.MAYBE
        || (verdict == TemplateVerdicts.ALL && plan.needsLines());
  }

  private StoredGroup.Judged judged(StoredGroup group) {
    StoredGroup.Judged known = judged;
    if (known == null) {
      known = group.judge(plan.filters());
      judged = known;
    }
    return known;
  }

  /// Adds a row; `line` is its place among the lines that were put together, -1 for none.
  private void add(
      StoredGroup group,
      long firstRow,
      int row,
      int line,
      PartMemory.Scratch scratch,
      LogRows rows) {
    long timeNs = group.times()[row];
    rows.add(timeNs, ordinalBase + firstRow + row);
    if (line >= 0) {
      LineText lines = scratch.lines;
      rows.line(lines.bytes, lines.start(line), lines.end(line) - lines.start(line));
    }
    if (plan.needsFields()) {
      for (FieldColumn field : group.fields()) {
        String value = field.value(row, timeNs, scratch.value);
        if (value != null) {
          rows.field(field.name, value);
        }
      }
    }
  }
}
