package dev.weir.query.promql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.ast.Span;
import java.nio.charset.StandardCharsets;

/// A mistake in the text of a query, with its place: `1:5: parse error: unclosed left parenthesis`.
final class PromqlError {
  private final String message;

  private PromqlError(String message) {
    this.message = message;
  }

  /// An error at character `offset` of `text`.
  static PromqlError at(String text, int offset, String message) {
    return new PromqlError(position(text, offset) + ": parse error: " + message);
  }

  String getMessage() {
    return message;
  }

  QueryException toException() {
    return QueryException.badData(message);
  }

  /// `line:column` of a character, both from 1; columns count bytes, as in Prometheus.
  static String position(String text, int offset) {
    int end = Math.min(offset, text.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.substring(lineStart, end).getBytes(StandardCharsets.UTF_8).length + 1;
    return line + ":" + (column + offset - end);
  }

  /// The place of a node, for annotations.
  static String position(String text, Span span) {
    return position(text, span.start());
  }
}
