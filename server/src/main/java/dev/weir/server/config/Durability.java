package dev.weir.server.config;

/// When what was received is forced to the device.
public enum Durability {
  /// Before it is acknowledged, and at most 50 ms after arrival.
  FSYNC,
  /// Every second: a power cut may cost the last second.
  INTERVAL,
  /// When the operating system likes.
  NONE
}
