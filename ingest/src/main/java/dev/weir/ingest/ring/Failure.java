package dev.weir.ingest.ring;

/// Why something was not acknowledged. `message` is for the sender: lower case, no trailing dot.
public record Failure(Kind kind, String message) {
  /// What a sender can do about it.
  public enum Kind {
    /// The device that holds the journal is full: come back when somebody made room.
    DISK_FULL,
    /// The journal cannot be written or forced: come back later.
    JOURNAL,
    /// No slot of the ring was free for too long: come back soon.
    BUSY,
    /// The pipeline is closing: come back after the restart.
    CLOSED,
    /// An invariant broke; the log has the details.
    BUG
  }

  /// No free slot.
  public static final Failure BUSY =
      new Failure(Kind.BUSY, "the server is busy and takes nothing more for the moment");

  /// The pipeline is closing.
  public static final Failure SHUT_DOWN = new Failure(Kind.CLOSED, "the server is shutting down");
}
