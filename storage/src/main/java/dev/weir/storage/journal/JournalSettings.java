package dev.weir.storage.journal;

/// How one journal is kept. `name` labels its metrics (`metrics`, `logs`); a segment is closed when
/// the next record would take it over `segmentSizeBytes`. `floorPosition` is the highest position
/// that anything durable outside the journal refers to (checkpoint, blocks): the journal never
/// hands out one below it again, even when its files were lost. With `repair`, damage is left out,
/// counted and logged, instead of stopping the start.
public record JournalSettings(
    String name, long segmentSizeBytes, long floorPosition, boolean repair) {
  /// 64 MiB: at most two segments have to be replayed after a crash.
  public static final long DEFAULT_SEGMENT_BYTES = 64L << 20;

  /// Most bytes of a segment. What a crash can lose is always less than one segment and one record;
  /// positions are moved on by more than that.
  static final long MAX_SEGMENT_BYTES = 128L << 20;

  public JournalSettings {
    if (segmentSizeBytes < 1 || segmentSizeBytes > MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentSizeBytes must be 1 to " + MAX_SEGMENT_BYTES + ": " + segmentSizeBytes);
    }
    if (floorPosition < 0) {
      throw new IllegalArgumentException("floorPosition must not be negative: " + floorPosition);
    }
  }

  /// The usual journal.
  public static JournalSettings of(String name, long floorPosition, boolean repair) {
    return new JournalSettings(name, DEFAULT_SEGMENT_BYTES, floorPosition, repair);
  }
}
