package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One alert of a group.
///
/// @param fingerprint of its labels
/// @param endsAtMs 0 while it fires
/// @param alert everything about it; null where there was no room, and only the rest is known
record GroupAlert(long fingerprint, long startsAtMs, long endsAtMs, @Nullable Alert alert) {
  static GroupAlert of(Alert alert) {
    long fingerprint = Long.parseUnsignedLong(alert.fingerprint(), 16);
    return new GroupAlert(fingerprint, alert.startsAtMs(), alert.endsAtMs(), alert);
  }

  boolean isResolved() {
    return endsAtMs != 0;
  }

  GroupAlert withoutDetail() {
    return new GroupAlert(fingerprint, startsAtMs, endsAtMs, null);
  }

  /// Upper bound of the bytes that the detail takes in a record.
  int detailBytes() {
    if (alert == null) {
      return 0;
    }
    long bytes = 64 + 3L * alert.generatorUrl().length();
    for (int i = 0; i < alert.labels().count(); i++) {
      bytes += 10 + 3L * (alert.labels().name(i).length() + alert.labels().value(i).length());
    }
    for (Map.Entry<String, String> entry : alert.annotations().entrySet()) {
      bytes += 10 + 3L * (entry.getKey().length() + entry.getValue().length());
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
