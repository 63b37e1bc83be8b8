package dev.weir.alerting;

import dev.weir.alerting.notify.NotifySettings;
import dev.weir.alerting.rule.RuleGroup;
import java.time.Duration;
import java.util.List;

/// What alerting is told by the configuration.
///
/// @param rules paths and patterns of rule files
/// @param timing of groups that say nothing themselves
/// @param evaluators groups evaluated at once
/// @param outageTolerance pending alerts do not survive a longer outage
/// @param delivery who is told, and when
public record AlertingSettings(
    List<String> rules,
    RuleGroup.Timing timing,
    int evaluators,
    Duration outageTolerance,
    NotifySettings delivery) {
  public AlertingSettings {
    rules = List.copyOf(rules);
    if (evaluators < 1) {
      throw new IllegalArgumentException("evaluators must be positive: " + evaluators);
    }
  }

  /// How people reach this server, without a final slash.
  public String externalUrl() {
    return delivery.externalUrl();
  }
}
