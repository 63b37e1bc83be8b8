package dev.weir.query.logql;

import dev.weir.query.engine.QueryContext;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import java.util.List;

/// Counts lines, or their bytes, per series and evaluation.
///
/// Where no stage remains and no field of a row decides its series, a batch is counted in runs: one
/// search for each stretch of rows between two evaluations. Otherwise row by row.
final class CountSink implements LogSink {
  private final QueryContext context;
  private final QueryStats stats;
  private final LogPipeline pipeline;
  private final SeriesKeys keys;
  private final WindowCursor windows;
  private final CountRows counts;
  private final boolean countsBytes;
  private final LineState state = new LineState();

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
  }

  @Override
  public void accept(LogRows rows) {
    context.check();
    stats.add(rows);
    if (pipeline.isIdentity() && !fieldsDecide(rows)) {
      runs(rows, series(rows));
    } else {
      rows(rows);
    }
  }

  /// True when rows of this stream may belong to different series.
  private boolean fieldsDecide(LogRows rows) {
    if (rows.fieldColumns() == 0) {
      return false;
    }
    List<String> by = keys.by();
    if (by == null) {
      return true;
    }
    for (String name : by) {
      if (rows.stream().find(name) == null && mayBeField(rows, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBeField(LogRows rows, String name) {
    if (name.endsWith("_extracted")) {
      return true; // a field whose own name is taken
    }
    for (int column = 0; column < rows.fieldColumns(); column++) {
      if (rows.fieldName(column).equals(name)) {
        return true;
      }
    }
    return false;
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
      LogqlErrors.check(state);
      int series = keys.of(state);
      counts.reach(series);
      long amount = countsBytes ? state.to() - state.from() : 1;
      counts.add(series, windows.first(), windows.last(), amount, 1);
    }
  }
}
