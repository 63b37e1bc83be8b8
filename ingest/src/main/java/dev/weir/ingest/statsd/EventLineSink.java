package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Payload;

/// Where lines go that are no samples but DogStatsD events (`_e{...}:`) or service checks (`_sc|`).
/// Called by the apply thread, and by the opening thread for lines that are replayed; must not
/// block.
public interface EventLineSink {
  /// Takes none: such lines count as bad, as in the reference daemon.
  EventLineSink NONE = (lines, offset, length) -> false;

  /// Takes the line in `lines.bytes()[offset, offset + length)`, without its LF. False when it is
  /// malformed: the line is then counted as bad. The answer must depend on the bytes only, and
  /// nothing may be passed on when `lines.isReplayed()`.
  boolean accept(Payload lines, int offset, int length);
}
