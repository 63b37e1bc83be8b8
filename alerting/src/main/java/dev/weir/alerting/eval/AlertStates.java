package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.rule.Rule;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The alerts of one rule and the way they go: pending, firing, resolved. Guarded by its group's
/// lock.
///
/// As Prometheus: an alert is pending from the evaluation that first sees it and fires at the first
/// one that sees it `for` later (at once when that is 0); pending ones that are not seen are
/// forgotten; firing ones that are not seen go on for `keep_firing_for`, then are resolved. Source:
/// Prometheus, `rules/alerting.go`.
///
/// Unlike there, a resolved alert is kept apart until somebody has taken note of it, and no longer:
/// who takes note here does so durably, so there is nothing to repeat for 15 minutes.
final class AlertStates {
  private final TreeMap<Labels, AlertInstance> active = new TreeMap<>();
  private final TreeMap<Labels, AlertInstance> resolved = new TreeMap<>();

  /// Restored after a long outage and not seen since; they are left as they are until then.
  private final Set<Labels> unconfirmed = new HashSet<>();

  private long graceEndMs;
  private boolean isChanged;

  /// Puts back what was saved. Alerts that a first evaluation does not see stay until `graceEndMs`.
  void restore(Collection<AlertInstance> saved, long graceEndMs) {
    for (AlertInstance alert : saved) {
      (alert.state() == State.RESOLVED ? resolved : active).put(alert.labels(), alert);
    }
    this.graceEndMs = graceEndMs;
    unconfirmed.addAll(active.keySet());
  }

  /// One evaluation saw `seen` (as new, pending alerts). Returns those that began to fire or ended.
  List<AlertInstance> step(long timeMs, Collection<AlertInstance> seen, Rule.Holding holding) {
    var steps = new ArrayList<AlertInstance>();
    var present = new HashSet<Labels>();
    for (AlertInstance alert : seen) {
      present.add(alert.labels());
      unconfirmed.remove(alert.labels());
      AlertInstance known = known(alert.labels(), timeMs);
      put(known, stepped(known == null ? alert : known.seen(alert), timeMs, holding, steps));
    }
    for (AlertInstance alert : List.copyOf(active.values())) {
      if (!present.contains(alert.labels()) && !isInGrace(alert, timeMs)) {
        unseen(alert.notAfter(timeMs), timeMs, holding, steps);
      }
    }
    return steps;
  }

  /// The alert of these labels. When the clock was set back since, it counts from now: else one
  /// that is pending would wait for as long as the clock was set back.
  private @Nullable AlertInstance known(Labels labels, long timeMs) {
    AlertInstance known = active.get(labels);
    return known == null ? null : known.notAfter(timeMs);
  }

  private boolean isInGrace(AlertInstance alert, long timeMs) {
    return timeMs < graceEndMs
        && timeMs >= graceEndMs - RuleManager.GRACE_MS // the clock may have been set back
        && unconfirmed.contains(alert.labels());
  }

  private static AlertInstance stepped(
      AlertInstance alert, long timeMs, Rule.Holding holding, List<AlertInstance> steps) {
    if (alert.state() == State.PENDING && timeMs - alert.since().activeAtMs() >= holding.forMs()) {
      AlertInstance firing = alert.firing(timeMs);
      steps.add(firing);
      return firing;
    }
    return alert;
  }

  private void unseen(
      AlertInstance alert, long timeMs, Rule.Holding holding, List<AlertInstance> steps) {
    unconfirmed.remove(alert.labels());
    if (alert.state() == State.PENDING) {
      active.remove(alert.labels());
      isChanged = true;
      return;
    }
    long since = alert.since().keepFiringMs();
    long sinceMs = since == 0 ? timeMs : since;
    if (holding.keepFiringForMs() > 0 && timeMs - sinceMs < holding.keepFiringForMs()) {
      put(alert, alert.keptFiring(sinceMs));
    } else {
      steps.add(resolve(alert, timeMs));
    }
  }

  private AlertInstance resolve(AlertInstance alert, long timeMs) {
    AlertInstance ended = alert.resolved(timeMs);
    active.remove(alert.labels());
    resolved.put(alert.labels(), ended);
    isChanged = true;
    return ended;
  }

  private void put(@Nullable AlertInstance before, AlertInstance after) {
    active.put(after.labels(), after);
    if (before == null || !before.isSameStep(after)) {
      isChanged = true;
    }
    if (after.state() == State.FIRING) {
      resolved.remove(after.labels()); // it fires again: that it had ended is no news any more
    }
  }

  /// Ends everything: firing alerts are resolved, pending ones forgotten.
  List<AlertInstance> clear(long timeMs) {
    var steps = new ArrayList<AlertInstance>();
    for (AlertInstance alert : List.copyOf(active.values())) {
      if (alert.state() == State.FIRING) {
        steps.add(resolve(alert, timeMs));
      }
    }
    if (!active.isEmpty()) {
      active.clear();
      isChanged = true;
    }
    unconfirmed.clear();
    return steps;
  }

  /// Pending and firing ones, by labels.
  Collection<AlertInstance> active() {
    return active.values();
  }

  /// Ended ones that nobody has taken note of yet.
  Collection<AlertInstance> resolved() {
    return resolved.values();
  }

  /// Somebody has taken note of `delivered`.
  void forget(Collection<AlertInstance> delivered) {
    for (AlertInstance alert : delivered) {
      isChanged |= resolved.remove(alert.labels(), alert);
    }
  }

  /// Everything that must outlive the process.
  List<AlertInstance> toSave() {
    var all = new ArrayList<>(active.values());
    all.addAll(resolved.values());
    return all;
  }

  /// True when something that is saved has changed since the last call of [#saved()].
  boolean isChanged() {
    return isChanged;
  }

  void saved() {
    isChanged = false;
  }

  Map<Labels, AlertInstance> activeByLabels() {
    return active;
  }
}
