package dev.weir.ingest.ring;

/// When journalled data is forced to the device: `storage.durability`.
public enum Durability {
  /// At once when somebody awaits an acknowledgement, else within 50 ms. An acknowledgement means
  /// that power may fail.
  FSYNC(50_000_000L),
  /// Every second. An acknowledgement means that the process may die, not the machine.
  INTERVAL(1_000_000_000L),
  /// When the operating system likes. As above, and nothing bounds the loss.
  NONE(Long.MAX_VALUE);

  private final long forceAfterNanos;

  Durability(long forceAfterNanos) {
    this.forceAfterNanos = forceAfterNanos;
  }

  /// Longest that appended bytes wait for a force.
  long forceAfterNanos() {
    return forceAfterNanos;
  }
}
