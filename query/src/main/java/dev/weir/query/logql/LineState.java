package dev.weir.query.logql;

import dev.weir.storage.logs.LogRows;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A line on its way through a pipeline: its bytes and its labels as the stages so far left them.
/// Labels come from the stream, from the row's fields (structured metadata) and from parsers.
/// Reused for every row; one thread.
public final class LineState {
  /// The label that says why a stage could not do its work.
  public static final String ERROR = "__error__";

  /// The label with the details.
  public static final String ERROR_DETAILS = "__error_details__";

  private byte[] text = new byte[0];
  private int from;
  private int to;
  private long timestampNs;
  private Labels stream = Labels.EMPTY;

  /// Begins with row `row` as it was stored. `rows` must stay as they are until the next call.
  public LineState start(LogRows rows, int row) {
    text = rows.text();
    from = rows.lineStart(row);
    to = rows.lineEnd(row);
    timestampNs = rows.timestampNs(row);
    stream = rows.stream();
    return this;
  }

  /// The bytes that hold the line; not to be changed.
  public byte[] text() {
    return text;
  }

  /// Where the line starts in [#text()].
  public int from() {
    return from;
  }

  /// Where it ends.
  public int to() {
    return to;
  }

  /// The line as text; bytes that are not UTF-8 become U+FFFD.
  public String line() {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  /// Epoch nanoseconds.
  public long timestampNs() {
    return timestampNs;
  }

  /// The value of a label, whatever it comes from; null when there is none.
  public @Nullable String label(String name) {
    return stream.find(name);
  }

  /// All labels, `__error__` and `__error_details__` included. The same object as for the row
  /// before when nothing changed.
  public Labels merged() {
    return stream;
  }

  /// Those of the stream that are left.
  public Labels stream() {
    return stream;
  }

  /// Those of the row's fields.
  public Labels structuredMetadata() {
    return Labels.EMPTY;
  }

  /// Those that parsers and formats set, with `__error__` and `__error_details__`.
  public Labels parsed() {
    return Labels.EMPTY;
  }

  /// True when a stage set `__error__`.
  public boolean hasError() {
    return false;
  }

  /// The value of `__error__`, empty when there is none.
  public String error() {
    return "";
  }

  /// What the pipeline's unwrap read; 0 when that failed (see [#hasError()]).
  public double value() {
    return 0;
  }
}
