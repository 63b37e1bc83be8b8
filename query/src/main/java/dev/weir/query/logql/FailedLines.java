package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;
import dev.weir.storage.model.Labels;

/// What Loki says when a stage fails in a metric query.
final class FailedLines {
  private static final String PRESERVE_ERROR = "__preserve_error__";

  private FailedLines() {}

  /// A line on which a stage failed has no place in a metric.
  static void check(LineState line) {
    if (line.hasError() && !"true".equals(line.label(PRESERVE_ERROR))) {
      throw pipelineError(line.error(), line.merged());
    }
  }

  private static QueryException pipelineError(String error, Labels series) {
    return QueryException.badData(
        "pipeline error: '"
            + error
            + "' for series: '"
            + series
            + "'.\nUse a label filter to intentionally skip this error. (e.g | __error__!=\""
            + error
            + "\").\nTo skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency |"
            + " __error__=\"\" )\n");
  }
}
