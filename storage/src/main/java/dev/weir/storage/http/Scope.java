package dev.weir.storage.http;

/// What a caller must be allowed to do to use a route.
public enum Scope {
  /// Anyone who reaches the port: health probes.
  OPEN,
  INGEST,
  READ,
  ADMIN
}
