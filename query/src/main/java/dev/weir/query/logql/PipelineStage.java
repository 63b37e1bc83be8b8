package dev.weir.query.logql;

/// One step of a compiled pipeline. It may hold scratch space: one thread.
interface PipelineStage {
  /// Does its work on the line. False when the line is to be dropped.
  boolean process(LineState line);
}
