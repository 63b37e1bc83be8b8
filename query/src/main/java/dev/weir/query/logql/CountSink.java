package dev.weir.query.logql;

import dev.weir.query.engine.QueryContext;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts lines, or their bytes, per series and evaluation.
///
/// Where no stage remains and no field of a row decides its series, a batch is counted in runs: one
/// search for each stretch of rows between two evaluations. Otherwise row by row, by the columns of
/// its fields if that will do.
final class CountSink implements LogSink {
  private final QueryContext context;
  private final QueryStats stats;
  private final LogPipeline pipeline;
  private final SeriesKeys keys;
  private final WindowCursor windows;
  private final CountRows counts;
  private final boolean countsBytes;
  private final LineState state = new LineState();
  private final @Nullable FieldKeys fields; // null when it takes the line state to tell

  CountSink(
      QueryContext context,
      QueryStats stats,
      LogPipeline pipeline,
      SeriesKeys keys,
      WindowCursor windows,
      CountRows counts,
      boolean countsBytes) {
    this.context = context;
    this.stats = stats;
    this.pipeline = pipeline;
    this.keys = keys;
    this.windows = windows;
    this.counts = counts;
    this.countsBytes = countsBytes;
    List<String> by = keys.by();
    boolean plain = by != null && by.stream().noneMatch(name -> name.endsWith(LineState.EXTRACTED));
    this.fields = by != null && plain ? new FieldKeys(keys, by) : null;
  }

  @Override
  public void accept(LogRows rows) {
    context.check();
    stats.add(rows);
    if (!pipeline.isIdentity() || (rows.fieldColumns() > 0 && fields == null)) {
      rows(rows);
    } else if (fields != null && rows.fieldColumns() > 0 && fields.begin(rows)) {
      byFields(rows, fields);
    } else {
      runs(rows, series(rows));
    }
  }

  private void byFields(LogRows rows, FieldKeys keysOfRows) {
    for (int row = 0; row < rows.length(); row++) {
      windows.seek(rows.timestampNs(row));
      if (windows.first() <= windows.last()) {
        int series = keysOfRows.series(rows, row);
        counts.reach(series);
        long amount = countsBytes ? rows.lineEnd(row) - rows.lineStart(row) : 1;
        counts.add(series, windows.first(), windows.last(), amount, 1);
      }
    }
  }

  private int series(LogRows rows) {
    int series = keys.of(rows.stream());
    counts.reach(series);
    return series;
  }

  private void runs(LogRows rows, int series) {
    int length = rows.length();
    int row = 0;
    while (row < length) {
      windows.seek(rows.timestampNs(row));
      int from = row;
      long until = windows.untilNs();
      while (row < length && rows.timestampNs(row) <= until) {
        row++;
      }
      if (windows.first() <= windows.last()) {
        int lines = row - from;
        long amount = countsBytes ? rows.lineEnd(row - 1) - rows.lineStart(from) : lines;
        counts.add(series, windows.first(), windows.last(), amount, lines);
      }
    }
  }

  private void rows(LogRows rows) {
    for (int row = 0; row < rows.length(); row++) {
      windows.seek(rows.timestampNs(row));
      if (windows.first() > windows.last() || !pipeline.process(state.start(rows, row))) {
        continue;
      }
      if (!pipeline.isIdentity()) {
        FailedLines.check(state);
      }
      int series = keys.of(state);
      counts.reach(series);
      long amount = countsBytes ? state.to() - state.from() : 1;
      counts.add(series, windows.first(), windows.last(), amount, 1);
    }
  }
}
