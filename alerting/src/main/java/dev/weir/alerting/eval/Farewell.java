package dev.weir.alerting.eval;

import dev.weir.alerting.Alert;
import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.eval.SavedGroup.SavedRule;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The alerts of rules that are no more. They are saved apart, told as resolved until somebody has
/// heard it, then forgotten. Guarded by the manager's lock.
final class Farewell {
  private final Evaluation shared;
  private final SavedGroup gone;
  private boolean isSaved;
  private boolean isTold;

  private Farewell(Evaluation shared, SavedGroup gone, boolean isSaved) {
    this.shared = shared;
    this.gone = gone;
    this.isSaved = isSaved;
  }

  /// For the rules of `group` that are gone since `timeMs`; pending alerts end in silence.
  static Farewell of(Evaluation shared, SavedGroup group, long timeMs) {
    var rules = new ArrayList<SavedRule>();
    for (SavedRule rule : group.rules()) {
      List<AlertInstance> ended =
          rule.alerts().stream()
              .filter(alert -> alert.state() != State.PENDING)
              .map(alert -> alert.state() == State.FIRING ? alert.resolved(timeMs) : alert)
              .toList();
      if (!ended.isEmpty()) {
        rules.add(new SavedRule(rule.identity(), rule.name(), rule.expr(), ended));
      }
    }
    return new Farewell(shared, new SavedGroup(group.file(), group.name(), true, rules), false);
  }

  /// One that an earlier process had begun.
  static Farewell resumed(Evaluation shared, SavedGroup gone) {
    return new Farewell(shared, gone, true);
  }

  boolean isEmpty() {
    return gone.isEmpty();
  }

  /// Makes it durable; to be done before the group is saved without these rules.
  boolean save() {
    isSaved = isSaved || gone.isEmpty() || shared.save(gone);
    return isSaved;
  }

  /// Goes as far as it can; true when nothing is left to do. Alerts that `isFiring` again, raised
  /// by another rule, are not told.
  boolean finish(Predicate<Labels> isFiring) {
    if (!save()) {
      return false;
    }
    if (!isTold) {
      var alerts = new ArrayList<Alert>();
      for (SavedRule rule : gone.rules()) {
        for (AlertInstance alert : rule.alerts()) {
          if (!isFiring.test(alert.labels())) {
            alerts.add(shared.alert(alert, rule.expr()));
          }
        }
      }
      isTold = alerts.isEmpty() || shared.publish(alerts);
    }
    return isTold && (gone.isEmpty() || shared.forget(gone));
  }

  /// What ended, with the rule it came from.
  List<SavedRule> rules() {
    return gone.rules();
  }

  SavedGroup group() {
    return gone;
  }
}
