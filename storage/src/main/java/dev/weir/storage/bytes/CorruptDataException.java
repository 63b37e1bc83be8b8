package dev.weir.storage.bytes;

/// Bytes that cannot be what they claim to be: a length beyond the end, a checksum that does not
/// fit, a value out of its range. Says what was found and what the limit was; whoever knows the
/// file and the offset adds them.
public final class CorruptDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptDataException(String message) {
    super(message);
  }

  public CorruptDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
