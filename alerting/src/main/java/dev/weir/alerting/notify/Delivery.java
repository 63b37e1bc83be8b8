package dev.weir.alerting.notify;

/// One receiver's side of one group: what it was told and when it is told next. Guarded by the
/// notifier's lock.
final class Delivery {
  static final long NEVER = Long.MAX_VALUE;

  final GroupKey key;
  Told told;
  boolean hasRecord; // in the store, as far as is known
  boolean isUnsaved; // `told` is newer than its record
  boolean isPending; // there is something to tell that the receiver has not refused
  long dueMs = NEVER;
  long expiryMs = NEVER; // when it is owed no more ends
  int failures;
  long retryAtMs;
  private long pendingSinceMs = NEVER;

  Delivery(GroupKey key, Told told) {
    this.key = key;
    this.told = told;
  }

  /// Computes when there is something to do.
  void plan(Pending pending, NotifySettings settings, long nowMs, long startedMs) {
    boolean isRejected = told.rejectedState() != 0 && told.rejectedState() == pending.state();
    isPending = pending.isChanged() && !isRejected;
    pendingSinceMs = !isPending ? NEVER : Math.min(pendingSinceMs, nowMs);
    dueMs = Math.max(dueBy(pending, isRejected, settings), retryAtMs);
    expiryMs = NEVER;
    for (GroupAlert alert : pending.resolved()) {
      expiryMs = Math.min(expiryMs, expiry(alert, startedMs));
    }
    for (GroupAlert alert : pending.firing()) {
      if (alert.isResolved()) {
        expiryMs = Math.min(expiryMs, expiry(alert, startedMs));
      }
    }
  }

  private long dueBy(Pending pending, boolean isRejected, NotifySettings settings) {
    long sentMs = told.sentMs();
    long repeatMs = settings.repeatInterval().toMillis();
    if (isRejected) {
      return told.rejectedMs() + repeatMs;
    }
    if (pending.isChanged()) {
      long interval = settings.groupInterval().toMillis();
      return sentMs == 0
          ? pendingSinceMs + settings.groupWait().toMillis()
          : Math.max(pendingSinceMs, sentMs + interval);
    }
    return pending.firing().isEmpty() || sentMs == 0 ? NEVER : sentMs + repeatMs;
  }

  /// From when on an alert that has ended is given up; never before this process has tried.
  static long expiry(GroupAlert alert, long startedMs) {
    return Math.max(alert.endsAtMs(), startedMs) + Notifier.KEEP_RESOLVED_MS;
  }

  boolean isEmpty() {
    return told.firing().isEmpty() && told.attempted().isEmpty();
  }
}
