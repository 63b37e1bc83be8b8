package dev.weir.alerting.eval;

import dev.weir.storage.model.Labels;
import java.util.SortedMap;

/// One alert of a rule: a label set that its expression yields, and since when. Times are epoch
/// milliseconds of evaluations, 0 for never.
///
/// @param labels of the series, with those of the rule and `alertname`
/// @param annotations expanded at the last evaluation that saw it
/// @param since when it became what it is
/// @param value of the expression when it was last true
public record AlertInstance(
    Labels labels, SortedMap<String, String> annotations, State state, Since since, double value) {
  /// Where it is on its way.
  public enum State {
    PENDING,
    FIRING,
    RESOLVED
  }

  /// When it took its steps.
  ///
  /// @param activeAtMs first seen
  /// @param firedAtMs began to fire
  /// @param keepFiringMs last seen, while it fires on for `keep_firing_for` only
  /// @param resolvedAtMs ended
  public record Since(long activeAtMs, long firedAtMs, long keepFiringMs, long resolvedAtMs) {
    static Since active(long timeMs) {
      return new Since(timeMs, 0, 0, 0);
    }
  }

  /// A new one.
  static AlertInstance pending(
      Labels labels, SortedMap<String, String> annotations, double value, long timeMs) {
    return new AlertInstance(labels, annotations, State.PENDING, Since.active(timeMs), value);
  }

  /// The same with no time after `timeMs`: the clock was set back.
  AlertInstance notAfter(long timeMs) {
    if (since.activeAtMs <= timeMs && since.firedAtMs <= timeMs && since.keepFiringMs <= timeMs) {
      return this;
    }
    var clamped =
        new Since(
            Math.min(since.activeAtMs, timeMs),
            Math.min(since.firedAtMs, timeMs),
            Math.min(since.keepFiringMs, timeMs),
            since.resolvedAtMs);
    return new AlertInstance(labels, annotations, state, clamped, value);
  }

  /// Seen again, with another value and other annotations.
  AlertInstance seen(AlertInstance now) {
    var seen = new Since(since.activeAtMs, since.firedAtMs, 0, 0);
    return new AlertInstance(labels, now.annotations, state, seen, now.value);
  }

  AlertInstance firing(long timeMs) {
    var fired = new Since(since.activeAtMs, timeMs, 0, 0);
    return new AlertInstance(labels, annotations, State.FIRING, fired, value);
  }

  AlertInstance keptFiring(long sinceMs) {
    var kept = new Since(since.activeAtMs, since.firedAtMs, sinceMs, 0);
    return new AlertInstance(labels, annotations, State.FIRING, kept, value);
  }

  AlertInstance resolved(long timeMs) {
    var ended = new Since(since.activeAtMs, since.firedAtMs, 0, timeMs);
    return new AlertInstance(labels, annotations, State.RESOLVED, ended, value);
  }

  /// True when `other` says the same but for value and annotations, which change all the time.
  boolean isSameStep(AlertInstance other) {
    return labels.equals(other.labels) && state == other.state && since.equals(other.since);
  }
}
