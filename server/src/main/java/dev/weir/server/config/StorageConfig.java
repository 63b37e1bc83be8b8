package dev.weir.server.config;

import java.nio.file.Path;
import java.time.Duration;

/// `storage.*`.
///
/// @param dir the data directory, relative to the working directory
/// @param durability when data is forced to the device
/// @param repair whether damage is left out instead of stopping the start
/// @param metricsRetention how long samples are kept; zero is for ever
/// @param logsRetention how long log lines are kept; zero is for ever
/// @param dictionary where the look-up of series lives
public record StorageConfig(
    Path dir,
    Durability durability,
    boolean repair,
    Duration metricsRetention,
    Duration logsRetention,
    Dictionary dictionary) {

  /// Where the look-up from labels to series ids lives.
  public enum Dictionary {
    /// A persisted Chronicle Map, off the heap.
    CHRONICLE,
    /// Arrays on the heap, filled from the catalogue at every start.
    HEAP
  }

  static StorageConfig read(Settings settings) {
    return new StorageConfig(
        settings.path("storage.dir", "./data", "The data directory; created when absent."),
        settings.choice(
            "storage.durability",
            Durability.class,
            Durability.FSYNC,
            "When data is forced to the device: fsync (before acknowledging), interval (every"
                + " second), none."),
        settings.flag(
            "storage.repair",
            false,
            "Whether damage to the journal or the catalogue is left out (and logged) instead of"
                + " stopping the start."),
        settings.durationOrZero(
            "storage.metrics.retention",
            "400d",
            Duration.ofHours(2),
            "Samples older than this are refused and deleted; 0 keeps them for ever."),
        settings.durationOrZero(
            "storage.logs.retention",
            "30d",
            Duration.ofHours(2),
            "Log lines older than this are refused and deleted; 0 keeps them for ever."),
        settings.choice(
            "storage.metrics.dictionary",
            Dictionary.class,
            Dictionary.CHRONICLE,
            "Where the look-up from labels to series lives: chronicle (off-heap, persisted) or heap"
                + " (filled at every start)."));
  }
}
