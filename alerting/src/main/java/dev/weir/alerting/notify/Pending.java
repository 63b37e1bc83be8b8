package dev.weir.alerting.notify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a message to a receiver would say of a group now.
///
/// An alert that ended before anybody heard of it is not told at all. One that ended after a
/// message that may have arrived (the answer did not) is told as firing first, then as resolved: so
/// a receiver never hears of an end without a beginning, and of every beginning an end.
///
/// @param firing alerts that fire, and those that must be told as firing first
/// @param resolved alerts that ended after the receiver was told that they fire
/// @param quiet fingerprints that the receiver knows and that fire, but are silenced now
/// @param isChanged whether the receiver does not know it yet
record Pending(
    List<GroupAlert> firing, List<GroupAlert> resolved, Set<Long> quiet, boolean isChanged) {
  /// Silences, asked for one alert.
  interface Quiet {
    boolean isSilenced(GroupAlert alert);
  }

  static final Pending NOTHING = new Pending(List.of(), List.of(), Set.of(), false);

  static Pending of(AlertGroup group, Told told, Quiet silences) {
    List<GroupAlert> firing = new ArrayList<>();
    List<GroupAlert> resolved = new ArrayList<>();
    Set<Long> quiet = new TreeSet<>();
    boolean isChanged = false;
    for (GroupAlert alert : group.alerts().values()) {
      boolean isKnown = told.firing().contains(alert.fingerprint());
      if (alert.isResolved()) {
        if (isKnown) {
          resolved.add(alert);
          isChanged = true;
        } else if (told.attempted().contains(alert.fingerprint())) {
          firing.add(alert);
          isChanged = true;
        }
      } else if (silences.isSilenced(alert)) {
        if (isKnown) {
          quiet.add(alert.fingerprint());
        }
      } else {
        firing.add(alert);
        isChanged |= !isKnown;
      }
    }
    return new Pending(firing, resolved, Collections.unmodifiableSet(quiet), isChanged);
  }

  boolean isEmpty() {
    return firing.isEmpty() && resolved.isEmpty();
  }

  /// Never 0; equal for equal states only, as far as 64 bits can tell.
  long state() {
    long hash = 1;
    for (GroupAlert alert : firing) {
      hash = mix(mix(hash, alert.fingerprint()), alert.startsAtMs());
    }
    hash = mix(hash, -1);
    for (GroupAlert alert : resolved) {
      hash = mix(mix(hash, alert.fingerprint()), alert.startsAtMs());
    }
    return hash == 0 ? 1 : hash;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 29);
  }

  Set<Long> firingFingerprints() {
    Set<Long> fingerprints = new TreeSet<>();
    firing.forEach(alert -> fingerprints.add(alert.fingerprint()));
    return fingerprints;
  }
}
