package dev.weir.storage.metrics.chunk;

/// The bytes are not a chunk of a version and codec known here: damage, or a newer writer.
public final class ChunkFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChunkFormatException(String message) {
    super(message);
  }

  public ChunkFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
