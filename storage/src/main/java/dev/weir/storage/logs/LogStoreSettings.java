package dev.weir.storage.logs;

/// How a log store behaves.
///
/// @param memtableBudgetBytes a memtable of this size is due to be written; `apply` waits when all
///   together take twice as much
/// @param retentionMs lines older than this are refused, and parts dropped once all of theirs are;
///   0 keeps everything
/// @param mergedPartBytes most bytes of lines in a merged part
/// @param openParts parts whose files stay open
public record LogStoreSettings(
    long memtableBudgetBytes, long retentionMs, long mergedPartBytes, int openParts) {
  public static final LogStoreSettings DEFAULT = new LogStoreSettings(64L << 20, 0, 1L << 30, 256);

  public LogStoreSettings {
    if (memtableBudgetBytes <= 0 || retentionMs < 0 || mergedPartBytes <= 0 || openParts < 1) {
      throw new IllegalArgumentException(
          "log store settings out of range: budget "
              + memtableBudgetBytes
              + ", retention "
              + retentionMs
              + ", merged part "
              + mergedPartBytes
              + ", open parts "
              + openParts);
    }
  }

  public LogStoreSettings withMemtableBudgetBytes(long bytes) {
    return new LogStoreSettings(bytes, retentionMs, mergedPartBytes, openParts);
  }

  public LogStoreSettings withRetentionMs(long ms) {
    return new LogStoreSettings(memtableBudgetBytes, ms, mergedPartBytes, openParts);
  }

  public LogStoreSettings withMergedPartBytes(long bytes) {
    return new LogStoreSettings(memtableBudgetBytes, retentionMs, bytes, openParts);
  }

  public LogStoreSettings withOpenParts(int count) {
    return new LogStoreSettings(memtableBudgetBytes, retentionMs, mergedPartBytes, count);
  }
}
