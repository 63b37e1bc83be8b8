package dev.weir.storage.journal;

import java.io.IOException;
import java.nio.file.Path;

/// The journal is damaged in a place that had been acknowledged, so the server does not start on it
/// unless repair is asked for: guessing would lose or invent data silently.
public final class JournalDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  JournalDamagedException(Path file, long offset, String problem) {
    super(
        "journal damaged: "
            + file
            + " at byte "
            + offset
            + ": "
            + problem
            + "; restore the file from a backup,"
            + " or start with repair to leave out what is damaged");
    this.file = file.toString();
    this.offset = offset;
  }

  /// The segment file, or the directory when files are missing.
  public String file() {
    return file;
  }

  /// Bytes from the start of the file.
  public long offset() {
    return offset;
  }
}
