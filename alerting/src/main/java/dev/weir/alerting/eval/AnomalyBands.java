package dev.weir.alerting.eval;

import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.template.TemplateSample;
import dev.weir.storage.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The bands of one anomaly rule, one for each series of its expression. Guarded by its group's
/// lock.
final class AnomalyBands {
  /// What one evaluation found.
  ///
  /// @param outside series outside of their bands
  /// @param bounds the bands, as series
  record Verdict(List<TemplateSample> outside, Map<Labels, Double> bounds) {}

  private final Rule.Anomaly rule;
  private final RuleQueries queries;

  AnomalyBands(Rule.Anomaly rule, RuleQueries queries) {
    this.rule = rule;
    this.queries = queries;
  }

  int count() {
    return 0;
  }

  boolean isFor(Rule.Anomaly other) {
    return rule.band().equals(other.band()) && rule.expr().equals(other.expr());
  }

  Verdict judge(List<TemplateSample> found, RuleRunner.Moment moment) {
    assert queries != null;
    return new Verdict(List.of(), new HashMap<>());
  }
}
