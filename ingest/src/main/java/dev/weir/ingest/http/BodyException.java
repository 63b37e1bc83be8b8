package dev.weir.ingest.http;

/// A body that is not taken in; `status` and message are the answer.
final class BodyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  BodyException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /// The message, never null.
  String text() {
    return String.valueOf(getMessage());
  }
}
