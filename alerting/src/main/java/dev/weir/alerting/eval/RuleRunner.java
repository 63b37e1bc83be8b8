package dev.weir.alerting.eval;

import dev.weir.alerting.Alert;
import dev.weir.alerting.eval.GroupStatus.Health;
import dev.weir.alerting.eval.GroupStatus.RuleStatus;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleText;
import dev.weir.alerting.template.TemplateQueries;
import dev.weir.alerting.template.TemplateSample;
import dev.weir.query.engine.QueryException;
import dev.weir.query.template.TemplateException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One rule with everything it remembers: its alerts, the series it wrote last, how it fares.
/// Guarded by its group's lock.
final class RuleRunner {
  /// What one evaluation is about.
  ///
  /// @param timeMs of the evaluation, which alerts count by
  /// @param dataTimeMs the time it asks about, and writes at
  record Moment(long timeMs, long dataTimeMs, Duration timeout) {}

  /// What one evaluation gave.
  ///
  /// @param series to be written
  /// @param steps alerts that began to fire or ended
  record Outcome(Map<Labels, Double> series, List<AlertInstance> steps) {}

  private final Evaluation shared;
  private final AlertStates states = new AlertStates();
  private Rule rule;
  private Map<String, RuleText> labels = Map.of();
  private Map<String, RuleText> annotations = Map.of();
  private @Nullable AnomalyBands bands;
  private Set<Labels> written = new HashSet<>();
  private volatile RuleStatus status; // readers see the last one

  RuleRunner(Rule rule, Evaluation shared) {
    this.shared = shared;
    this.rule = rule;
    this.status = new RuleStatus(rule, Health.UNKNOWN, null, 0, 0, List.of());
    compile();
  }

  private void compile() {
    Rule.Alerting alert = Rule.alertOf(rule);
    if (alert != null) {
      labels = compiled(alert.name(), alert.labels());
      annotations = compiled(alert.name(), alert.annotations());
    }
    if (rule instanceof Rule.Anomaly anomaly && (bands == null || !bands.isFor(anomaly))) {
      bands = new AnomalyBands(anomaly, shared.queries(), shared.metrics().bandSeriesRefused);
    }
  }

  private static Map<String, RuleText> compiled(String rule, SortedMap<String, String> texts) {
    var compiled = new TreeMap<String, RuleText>();
    texts.forEach((name, text) -> compiled.put(name, RuleText.compile(rule, text)));
    return compiled;
  }

  /// Goes on as `changed`, which has the same identity.
  void change(Rule changed) {
    rule = changed;
    compile();
    status =
        new RuleStatus(
            changed,
            status.health(),
            status.lastError(),
            status.lastEvaluationMs(),
            status.seconds(),
            status.alerts());
  }

  Rule rule() {
    return rule;
  }

  AlertStates states() {
    return states;
  }

  /// Series that it keeps a band of.
  int bandCount() {
    return bands == null ? 0 : bands.count();
  }

  /// Puts back what was saved of its alerts.
  void restore(Collection<AlertInstance> saved, long graceEndMs) {
    states.restore(saved, graceEndMs);
    written.addAll(RuleSeries.of(states.active()).keySet());
    status = new RuleStatus(rule, Health.UNKNOWN, null, 0, 0, List.copyOf(states.active()));
  }

  /// Evaluates once. Throws [QueryException] when that fails; the alerts stay as they were, unless
  /// there were too many.
  Outcome evaluate(Moment moment, int limit) {
    return switch (rule) {
      case Rule.Recording recording -> record(recording, moment, limit);
      case Rule.Alerting alert -> alert(alert, query(moment), moment, limit);
      case Rule.Anomaly anomaly -> anomaly(anomaly, moment, limit);
    };
  }

  private List<TemplateSample> query(Moment moment) {
    return shared.queries().instant(rule.expr(), moment.dataTimeMs(), moment.timeout());
  }

  private Outcome record(Rule.Recording recording, Moment moment, int limit) {
    var series = new HashMap<Labels, Double>();
    for (TemplateSample sample : query(moment)) {
      LabelsBuilder builder = sample.labels().toBuilder();
      recording.labels().forEach(builder::set);
      Labels result = builder.set(Labels.NAME, recording.name()).build();
      if (series.put(result, sample.value()) != null) {
        throw QueryException.execution(
            "vector contains metrics with the same labelset after applying rule labels");
      }
    }
    if (limit > 0 && series.size() > limit) {
      throw QueryException.execution(
          "exceeded limit of " + limit + " with " + series.size() + " series");
    }
    return new Outcome(series, List.of());
  }

  private Outcome anomaly(Rule.Anomaly anomaly, Moment moment, int limit) {
    AnomalyBands known = bands;
    if (known == null) {
      throw new IllegalStateException("BUG: anomaly rule without bands: " + anomaly.name());
    }
    AnomalyBands.Verdict verdict = known.judge(query(moment), moment);
    Outcome outcome = alert(anomaly.alert(), verdict.outside(), moment, limit);
    outcome.series().putAll(verdict.bounds());
    return outcome;
  }

  private Outcome alert(Rule.Alerting alert, List<TemplateSample> found, Moment moment, int limit) {
    var seen = new LinkedHashMap<Labels, AlertInstance>();
    TemplateQueries nested = nested(moment);
    var room = new TextRoom(shared.metrics().cutAnnotations);
    for (TemplateSample sample : found) {
      AlertInstance one = room.take(instance(alert, sample, moment.timeMs(), nested));
      if (seen.put(one.labels(), one) != null) {
        throw QueryException.execution(
            "vector contains metrics with the same labelset after applying alert labels");
      }
    }
    List<AlertInstance> steps =
        new ArrayList<>(states.step(moment.timeMs(), seen.values(), alert.holding()));
    int active = states.active().size();
    if (limit > 0 && active > limit) {
      steps = states.clear(moment.timeMs());
      throw new LimitException(
          "exceeded limit of " + limit + " with " + active + " alerts", List.copyOf(steps));
    }
    return new Outcome(RuleSeries.of(states.active()), steps);
  }

  /// Queries of the templates of one evaluation, all of which share its timeout.
  private TemplateQueries nested(Moment moment) {
    long startedNanos = shared.clock().nanoTime();
    return expr -> {
      long spentNanos = shared.clock().nanoTime() - startedNanos;
      Duration left = moment.timeout().minusNanos(spentNanos);
      if (!left.isPositive()) {
        throw new TemplateException("no time left for queries of templates");
      }
      return shared.queries().instant(expr, moment.dataTimeMs(), left);
    };
  }

  private AlertInstance instance(
      Rule.Alerting alert, TemplateSample sample, long timeMs, TemplateQueries nested) {
    LabelsBuilder builder = sample.labels().without(Labels.NAME).toBuilder();
    labels.forEach((name, text) ->
        builder.set(
            name, text.expand(sample.labels(), sample.value(), shared.externalUrl(), nested)));
    builder.set(Alert.NAME_LABEL, alert.name());
    var texts = new TreeMap<String, String>();
    annotations.forEach((name, text) ->
        texts.put(
            name, text.expand(sample.labels(), sample.value(), shared.externalUrl(), nested)));
    return AlertInstance.pending(builder.build(), texts, sample.value(), timeMs);
  }

  /// More alerts than the group allows: all of them were ended.
  static final class LimitException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient List<AlertInstance> ended;

    LimitException(String message, List<AlertInstance> ended) {
      super(message);
      this.ended = ended;
    }

    List<AlertInstance> ended() {
      return ended;
    }
  }

  /// The series written last; those of `series` are from now on.
  Set<Labels> replaceWritten(Set<Labels> series) {
    Set<Labels> before = written;
    written = series;
    return before;
  }

  Set<Labels> written() {
    return written;
  }

  /// Notes how the evaluation went; returns how the one before had gone.
  Health finished(Moment moment, double seconds, @Nullable String error) {
    Health before = status.health();
    Health health = error == null ? Health.OK : Health.ERR;
    List<AlertInstance> alerts = List.copyOf(states.active());
    status = new RuleStatus(rule, health, error, moment.timeMs(), seconds, alerts);
    return before;
  }

  RuleStatus status() {
    return status;
  }
}
