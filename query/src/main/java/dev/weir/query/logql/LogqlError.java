package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;

/// Mistakes in a query, worded as Loki words them.
final class LogqlError {
  private LogqlError() {}

  /// A mistake at a place of the text.
  static QueryException at(int line, int column, String message) {
    return QueryException.badData(
        "parse error at line " + line + ", col " + column + ": " + message);
  }

  /// A mistake of the query as a whole. The blank before the colon is Loki's.
  static QueryException general(String message) {
    return QueryException.badData("parse error : " + message);
  }
}
