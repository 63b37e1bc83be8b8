package dev.weir.query.logql;

import dev.weir.storage.logs.LogRows;

/// What a query looked at, for the `stats` of its answer. Written by the query's thread, read when
/// it is done.
public final class QueryStats {
  private long lines;
  private long bytes;

  void add(LogRows rows) {
    int length = rows.length();
    lines += length;
    if (length > 0) {
      bytes += rows.lineEnd(length - 1) - rows.lineStart(0);
    }
  }

  /// Lines that the store handed out.
  public long lines() {
    return lines;
  }

  /// Their bytes, as far as the query asked for them.
  public long bytes() {
    return bytes;
  }
}
