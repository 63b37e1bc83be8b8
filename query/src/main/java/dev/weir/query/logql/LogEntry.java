package dev.weir.query.logql;

import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;

/// One line of a result.
///
/// `stream` are the labels it is listed under: all of them, or, where labels are kept apart by
/// origin, the stream's only; then `metadata` and `parsed` are the rest. Immutable, any thread.
public final class LogEntry {
  /// What an entry weighs beside its line, for the memory limit.
  static final int OVERHEAD_BYTES = 96;

  private final long timestampNs;
  private final Place place;
  private final EntryLabels labels;
  private final byte[] line;

  /// Takes `line` over.
  LogEntry(long timestampNs, Place place, EntryLabels labels, byte[] line) {
    this.timestampNs = timestampNs;
    this.place = place;
    this.labels = labels;
    this.line = line;
  }

  /// What orders entries of equal time: the stream as it was stored, then the order of arrival.
  record Place(Labels stored, long ordinal) {}

  /// Labels by origin.
  record EntryLabels(Labels stream, Labels metadata, Labels parsed) {}

  /// Epoch nanoseconds.
  public long timestampNs() {
    return timestampNs;
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

  /// The line; bytes that are no UTF-8 are U+FFFD.
  public String line() {
    return new String(line, StandardCharsets.UTF_8);
  }

  long sizeBytes() {
    return line.length + (long) OVERHEAD_BYTES;
  }

  /// Oldest first; the same order in every query, whatever the store did in between.
  static int compare(long timeNs, Labels stored, long ordinal, LogEntry other) {
    int order = Long.compare(timeNs, other.timestampNs);
    if (order == 0) {
      order = stored.compareTo(other.place.stored);
    }
    return order != 0 ? order : Long.compare(ordinal, other.place.ordinal);
  }

  int compareTo(LogEntry other) {
    return compare(timestampNs, place.stored, place.ordinal, other);
  }
}
