package dev.weir.server.config;

import java.nio.file.Path;
import java.time.Duration;

/// `storage.*`.
///
/// @param dir the data directory, relative to the working directory
/// @param durability when data is forced to the device
/// @param metricsRetention how long samples are kept; zero is for ever
/// @param logsRetention how long log lines are kept; zero is for ever
public record StorageConfig(
    Path dir, Durability durability, Duration metricsRetention, Duration logsRetention) {

  static StorageConfig read(Settings settings) {
    return new StorageConfig(
        settings.path("storage.dir", "./data", "The data directory; created when absent."),
        settings.choice(
            "storage.durability",
            Durability.class,
            Durability.FSYNC,
            "When data is forced to the device: fsync (before acknowledging), interval (every"
                + " second), none."),
        settings.durationOrZero(
            "storage.metrics.retention",
            "400d",
            Duration.ofHours(2),
            "Samples older than this are refused and deleted; 0 keeps them for ever."),
        settings.durationOrZero(
            "storage.logs.retention",
            "30d",
            Duration.ofHours(2),
            "Log lines older than this are refused and deleted; 0 keeps them for ever."));
  }
}
