package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.storage.model.Matcher;
import java.util.List;

/// Parses LogQL as Loki 3 does. Mistakes are a [QueryException] of kind `bad_data` with Loki's
/// text, `parse error at line 1, col 9: syntax error: unexpected $end, expecting } or ,`.
public final class LogqlParser {
  private LogqlParser() {}

  /// The tree of `query`.
  public static LogqlExpr parse(String query) {
    throw QueryException.badData("not parsed yet: " + query);
  }

  /// The matchers of a stream selector, `{a="b"}`, without a pipeline. All of them may match the
  /// empty text.
  public static List<Matcher> parseSelector(String selector) {
    throw QueryException.badData("not parsed yet: " + selector);
  }
}
