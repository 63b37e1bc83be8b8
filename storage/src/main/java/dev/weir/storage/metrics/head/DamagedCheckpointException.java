package dev.weir.storage.metrics.head;

import java.io.IOException;

/// A checkpoint file that is cut short or has a wrong checksum.
final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedCheckpointException(String message) {
    super(message);
  }
}
