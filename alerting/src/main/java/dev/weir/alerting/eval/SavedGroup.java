package dev.weir.alerting.eval;

import java.util.List;

/// The alerts of a group as they are kept.
///
/// @param file and `name` say which group
/// @param isGone the rules are no more: their alerts only wait to be told that they ended
record SavedGroup(String file, String name, boolean isGone, List<SavedRule> rules) {
  SavedGroup {
    rules = List.copyOf(rules);
  }

  /// The alerts of one rule.
  ///
  /// @param identity what makes it the same rule
  /// @param name what its alerts are called
  record SavedRule(String identity, String name, String expr, List<AlertInstance> alerts) {
    SavedRule {
      alerts = List.copyOf(alerts);
    }
  }

  String key() {
    return file + ';' + name;
  }

  boolean isEmpty() {
    return rules.stream().allMatch(rule -> rule.alerts().isEmpty());
  }
}
