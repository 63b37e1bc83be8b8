package dev.weir.ingest.loki;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import java.time.Instant;

/// Refuses entries outside the window, in the words of Loki.
final class TimeCheck {
  private TimeCheck() {}

  /// True when `ns` is accepted; else the entry is counted.
  static boolean accepts(Labels stream, long ns, LogEntries entries) {
    if (entries.accepts(ns)) {
      return true;
    }
    if (ns < entries.window().earliestNs()) {
      entries
          .refusals()
          .explain(
              Malformed.TOO_OLD,
              () ->
                  "entry for stream '%s' has timestamp too old: %s, oldest acceptable timestamp is: %s"
                      .formatted(stream, text(ns), text(entries.window().earliestNs())));
    } else {
      entries
          .refusals()
          .explain(
              Malformed.TOO_NEW,
              () -> "entry for stream '%s' has timestamp too new: %s".formatted(stream, text(ns)));
    }
    return false;
  }

  private static String text(long ns) {
    return Instant.EPOCH.plusNanos(ns).toString();
  }
}
