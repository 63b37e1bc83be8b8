package dev.weir.query.logql;

import dev.weir.query.logql.ast.LogqlExpr;

/// Writes a tree back as text that parses to the same tree.
public final class LogqlFormatter {
  private LogqlFormatter() {}

  /// On one line: `sum by (env)(rate({app="a"}[1m]))`.
  public static String format(LogqlExpr expr) {
    return expr.toString();
  }
}
