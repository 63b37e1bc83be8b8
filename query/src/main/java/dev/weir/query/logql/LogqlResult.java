package dev.weir.query.logql;

import dev.weir.query.engine.HeldVector;
import dev.weir.storage.model.Labels;
import java.util.List;

/// The answer to a query.
public sealed interface LogqlResult {
  /// Lines, by labels; streams sorted by labels, entries in the order asked for.
  record Streams(List<Stream> streams, boolean categorized) implements LogqlResult {
    public Streams {
      streams = List.copyOf(streams);
    }

    /// Number of lines.
    public int entries() {
      return streams.stream().mapToInt(stream -> stream.entries().size()).sum();
    }
  }

  /// Lines with equal labels.
  record Stream(Labels labels, List<LogEntry> entries) {
    public Stream {
      entries = List.copyOf(entries);
    }
  }

  /// One number.
  record Scalar(long timeNs, double value) implements LogqlResult {}

  /// Series with one value each, in the order that the query asked for.
  record Vector(long timeNs, HeldVector series) implements LogqlResult {}

  /// Series with a row of values over `grid`, sorted by labels.
  record Matrix(TimeGrid grid, HeldVector series) implements LogqlResult {}
}
