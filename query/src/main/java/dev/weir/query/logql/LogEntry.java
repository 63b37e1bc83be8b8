package dev.weir.query.logql;

import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;

/// One line of a result.
///
/// `stream` are the labels it is listed under: all of them, or, where labels are kept apart by
/// origin, the stream's only; then `metadata` and `parsed` are the rest. Immutable, any thread; the
/// line's array is the entry's own.
public final class LogEntry {
  private final long timestampNs;
  private final long ordinal;
  private final LogLabels labels;
  private final byte[] line;

  /// Takes `line` over.
  LogEntry(long timestampNs, long ordinal, LogLabels labels, byte[] line) {
    this.timestampNs = timestampNs;
    this.ordinal = ordinal;
    this.labels = labels;
    this.line = line;
  }

  /// Labels of an entry by origin.
  record LogLabels(Labels stream, Labels metadata, Labels parsed) {
    static LogLabels ofStream(Labels stream) {
      return new LogLabels(stream, Labels.EMPTY, Labels.EMPTY);
    }
  }

  /// Epoch nanoseconds.
  public long timestampNs() {
    return timestampNs;
  }

  long ordinal() {
    return ordinal;
  }

  public Labels stream() {
    return labels.stream();
  }

  public Labels metadata() {
    return labels.metadata();
  }

  public Labels parsed() {
    return labels.parsed();
  }

  /// The line's bytes, not to be changed.
  byte[] lineBytes() {
    return line;
  }

  /// The line; bytes that are no UTF-8 are U+FFFD.
  public String line() {
    return new String(line, StandardCharsets.UTF_8);
  }
}
