package dev.weir.query.logql;

import dev.weir.query.engine.QueryContext;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import java.util.ArrayList;
import java.util.List;

/// Collects unwrapped values per series.
final class ValueSink implements LogSink {
  private final QueryContext context;
  private final QueryStats stats;
  private final LogPipeline pipeline;
  private final SeriesKeys keys;
  private final WindowCursor windows;
  private final LineState state = new LineState();
  private final List<EventColumns> series = new ArrayList<>();

  ValueSink(
      QueryContext context,
      QueryStats stats,
      LogPipeline pipeline,
      SeriesKeys keys,
      WindowCursor windows) {
    this.context = context;
    this.stats = stats;
    this.pipeline = pipeline;
    this.keys = keys;
    this.windows = windows;
  }

  @Override
  public void accept(LogRows rows) {
    context.check();
    stats.add(rows);
    for (int row = 0; row < rows.length(); row++) {
      windows.seek(rows.timestampNs(row));
      if (windows.first() > windows.last() || !pipeline.process(state.start(rows, row))) {
        continue;
      }
      FailedLines.check(state);
      int index = keys.of(state);
      if (index == series.size()) {
        series.add(new EventColumns());
      }
      int grown = series.get(index).add(rows.timestampNs(row), rows.ordinal(row), state.value());
      if (grown > 0) {
        context.chargeMemory((long) grown * EventColumns.BYTES_EACH);
      }
    }
  }

  List<EventColumns> series() {
    return series;
  }
}
