package dev.weir.query.logql;

import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs one query over a few lines, the filters that the store applies included.
final class PipelineRun {
  final LogPipeline pipeline;
  final LineState state = new LineState();
  private Labels stream = Labels.of("app", "test");
  private Labels fields = Labels.EMPTY;

  PipelineRun(String query) {
    this(query, null);
  }

  /// Of a metric query, where the result can show `labels` only.
  PipelineRun(String query, @Nullable Set<String> labels) {
    LogqlExpr tree = LogqlParser.parse(query);
    pipeline =
        tree instanceof LogQuery log
            ? LogPipeline.compile(log)
            : LogPipeline.compile((RangeAggregation) tree, labels);
  }

  PipelineRun stream(String... labels) {
    stream = Labels.of(labels);
    return this;
  }

  PipelineRun fields(String... labels) {
    fields = Labels.of(labels);
    return this;
  }

  /// True when the line is kept; its state is in [#state].
  boolean keeps(String line) {
    return keeps(line.getBytes(StandardCharsets.UTF_8));
  }

  boolean keeps(byte[] line) {
    var rows = new LogRows().clear(stream);
    byte[] other = "neighbour=1 {\"neighbour\":1}".getBytes(StandardCharsets.UTF_8);
    rows.add(1, 0);
    rows.line(other, 0, other.length);
    rows.add(1_700_000_000_123_456_789L, 1);
    rows.line(line, 0, line.length);
    for (int i = 0; i < fields.count(); i++) {
      rows.field(fields.name(i), fields.value(i));
    }
    rows.add(2, 2);
    rows.line(other, 0, other.length);
    for (LineFilter filter : pipeline.pushedDown()) {
      if (!filter.accepts(rows.text(), rows.lineStart(1), rows.lineEnd(1))) {
        return false;
      }
    }
    return pipeline.process(state.start(rows, 1));
  }

  /// All labels of a line that is kept, but the stream's `app`; `dropped` when it is not.
  String labels(String line) {
    return keeps(line) ? state.merged().without("app").toString() : "dropped";
  }

  /// The line as it comes out; `dropped` when it does not.
  String line(String line) {
    return keeps(line) ? state.line() : "dropped";
  }

  /// The lines that are kept.
  List<String> kept(String... lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      if (keeps(line)) {
        kept.add(line);
      }
    }
    return kept;
  }
}
