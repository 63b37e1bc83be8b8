package dev.weir.alerting.notify;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a receiver knows of a group. Immutable.
///
/// @param sequence messages delivered
/// @param sentMs when the last one was; 0 for never
/// @param rejectedState state that the receiver will not take; 0 for none
/// @param rejectedMs when it said so
/// @param firing fingerprints of alerts it was told fire, and not that they ended
/// @param attempted fingerprints of alerts in a message that may have arrived without an answer
record Told(
    long sequence,
    long sentMs,
    long rejectedState,
    long rejectedMs,
    SortedSet<Long> firing,
    SortedSet<Long> attempted) {
  static final Told NOTHING =
      new Told(0, 0, 0, 0, Collections.emptySortedSet(), Collections.emptySortedSet());

  /// Whether the receiver has, or may have, heard that an alert fires.
  boolean mayKnow(GroupAlert alert) {
    return firing.contains(alert.fingerprint()) || attempted.contains(alert.fingerprint());
  }

  Told delivered(long nowMs, Collection<Long> nowFiring) {
    var inDoubt = new TreeSet<>(attempted);
    inDoubt.removeAll(nowFiring);
    return new Told(sequence + 1, nowMs, 0, 0, new TreeSet<>(nowFiring), inDoubt);
  }

  Told rejected(long nowMs, long state) {
    return new Told(sequence, sentMs, state, nowMs, firing, attempted);
  }

  Told attempting(Collection<Long> fingerprints) {
    var inDoubt = new TreeSet<>(attempted);
    inDoubt.addAll(fingerprints);
    return new Told(sequence, sentMs, rejectedState, rejectedMs, firing, inDoubt);
  }

  /// With no time after `nowMs`: the clock may have gone back since.
  Told notAfter(long nowMs) {
    return new Told(
        sequence,
        Math.min(sentMs, nowMs),
        rejectedState,
        Math.min(rejectedMs, nowMs),
        firing,
        attempted);
  }

  /// No longer owed the ends of `fingerprints`.
  Told without(Collection<Long> fingerprints) {
    var left = new TreeSet<>(firing);
    left.removeAll(fingerprints);
    var maybe = new TreeSet<>(attempted);
    maybe.removeAll(fingerprints);
    return new Told(sequence, sentMs, rejectedState, rejectedMs, left, maybe);
  }
}
