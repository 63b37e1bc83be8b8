package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The alerts of a group as they are now: those that fire, and those that have ended while somebody
/// is still to be told. Immutable.
///
/// @param alerts by fingerprint
/// @param detailBytes of all of them
record AlertGroup(GroupKey key, SortedMap<Long, GroupAlert> alerts, int detailBytes) {
  /// Most alerts of a group: more are refused.
  static final int MAX_ALERTS = 10_000;

  /// Of all details of a group: alerts beyond are counted in messages, not shown. Keeps the record
  /// below the store's limit of 1 MiB.
  static final int MAX_DETAIL_BYTES = 640 * 1024;

  /// What became of a group, and how.
  ///
  /// @param isChange whether anything changed that must be durable: who is in it, and who fires
  /// @param refused alerts for which there was no room
  record Update(AlertGroup group, boolean isChange, int refused) {}

  static AlertGroup empty(GroupKey key) {
    return new AlertGroup(key, Collections.emptySortedMap(), 0);
  }

  /// How much a group may grow.
  ///
  /// @param alerts that may be added
  /// @param detailBytes that may be added
  record Room(int alerts, long detailBytes) {}

  /// With the new states of `given`.
  Update with(List<Alert> given, Room room) {
    var next = new TreeMap<>(alerts);
    int bytes = detailBytes;
    int left = Math.min(room.alerts(), MAX_ALERTS - alerts.size());
    long mostBytes = Math.min(MAX_DETAIL_BYTES, detailBytes + Math.max(0, room.detailBytes()));
    int refused = 0;
    boolean isChange = false;
    for (Alert alert : given) {
      GroupAlert now = GroupAlert.of(alert);
      GroupAlert before = next.get(now.fingerprint());
      if (before == null && (now.isResolved() || left == 0)) {
        refused += now.isResolved() ? 0 : 1; // an end of what nobody heard of is no news
        continue;
      }
      left -= before == null ? 1 : 0;
      bytes -= before == null ? 0 : before.detailBytes();
      boolean hasRoom = bytes + now.detailBytes() <= mostBytes;
      GroupAlert kept = hasRoom ? now : now.withoutDetail();
      bytes += kept.detailBytes();
      isChange |= before == null || isOther(before, now);
      next.put(kept.fingerprint(), kept);
    }
    return new Update(new AlertGroup(key, next, bytes), isChange, refused);
  }

  private static boolean isOther(GroupAlert before, GroupAlert now) {
    return before.isResolved() != now.isResolved() || before.startsAtMs() != now.startsAtMs();
  }

  /// Without the alerts that have ended and that `isOwed` does not want; itself when there are
  /// none.
  AlertGroup pruned(Predicate<GroupAlert> isOwed) {
    var next = new TreeMap<Long, GroupAlert>();
    int bytes = 0;
    for (GroupAlert alert : alerts.values()) {
      if (!alert.isResolved() || isOwed.test(alert)) {
        next.put(alert.fingerprint(), alert);
        bytes += alert.detailBytes();
      }
    }
    return next.size() == alerts.size() ? this : new AlertGroup(key, next, bytes);
  }
}
