package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a group was after its last evaluation; immutable.
///
/// @param group with the timing in force
/// @param lastEvaluationMs 0 when there was none
/// @param seconds that the last evaluation took
public record GroupStatus(
    RuleGroup group, long lastEvaluationMs, double seconds, List<RuleStatus> rules) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }

  /// Whether the last evaluation of a rule went well.
  public enum Health {
    UNKNOWN,
    OK,
    ERR
  }

  /// One rule of it.
  ///
  /// @param lastError why it failed; null unless it did
  /// @param alerts pending and firing ones, by labels
  public record RuleStatus(
      Rule rule,
      Health health,
      @Nullable String lastError,
      long lastEvaluationMs,
      double seconds,
      List<AlertInstance> alerts) {
    public RuleStatus {
      alerts = List.copyOf(alerts);
    }

    /// Alerts that are `state` now.
    public long count(State state) {
      return alerts.stream().filter(alert -> alert.state() == state).count();
    }
  }
}
