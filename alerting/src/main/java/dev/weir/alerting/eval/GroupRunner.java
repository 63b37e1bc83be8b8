package dev.weir.alerting.eval;

import dev.weir.alerting.Alert;
import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.eval.GroupStatus.Health;
import dev.weir.alerting.eval.SavedGroup.SavedRule;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.query.engine.QueryException;
import dev.weir.storage.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One group and its rules, evaluated in order.
///
/// After the rules, what changed is saved, then the notifier is told, then what it has taken note
/// of is forgotten, and that saved. So a crash between any two steps repeats something and loses
/// nothing: an alert that anybody was told of is known after the restart, and one that ended is
/// told until it was heard.
///
/// Threads: one at a time, by its lock. [#status()] any thread.
final class GroupRunner {
  private static final Logger LOG = LoggerFactory.getLogger(GroupRunner.class);

  /// Longest wait for a rule's samples to be seen by the next rule.
  private static final long VISIBLE_MS = 5_000;

  private final RuleGroup group;
  private final Evaluation shared;
  private final List<RuleRunner> rules;
  private final boolean[] waits;
  private final Firing firing;
  private volatile Progress progress = new Progress(0, 0);
  private volatile int bandCount;
  private boolean isRetired; // this and below: guarded by this
  private boolean isUnsaved;

  /// How far the group is: the time of its last or present evaluation, and how long that took.
  private record Progress(long timeMs, double seconds) {}

  /// Answers which alerts fire, of all rules that run.
  interface Firing {
    Set<Labels> labels();
  }

  GroupRunner(RuleGroup group, Evaluation shared, List<RuleRunner> rules, Firing firing) {
    this.group = group;
    this.shared = shared;
    this.rules = List.copyOf(rules);
    this.waits = RuleDependencies.waits(group.rules());
    this.firing = firing;
  }

  RuleGroup group() {
    return group;
  }

  /// Made when it is asked for: while a group is evaluated each of its rules is as it is.
  GroupStatus status() {
    Progress now = progress;
    return new GroupStatus(
        group, now.timeMs(), now.seconds(), rules.stream().map(RuleRunner::status).toList());
  }

  /// Series that its anomaly rules keep a band of. Any thread.
  int bandCount() {
    return bandCount;
  }

  /// The rules, which go on elsewhere; this group is not evaluated again. Waits for a running
  /// evaluation.
  synchronized List<RuleRunner> retire() {
    isRetired = true;
    return rules;
  }

  /// Evaluates the rules for `timeMs`.
  synchronized void evaluate(long timeMs) {
    if (isRetired) {
      return;
    }
    long started = shared.clock().nanoTime();
    long dataTimeMs = timeMs - group.timing().queryOffsetMs();
    var moment =
        new RuleRunner.Moment(
            timeMs, dataTimeMs, Duration.ofMillis(Math.max(1, group.timing().intervalMs())));
    CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    for (int i = 0; i < rules.size(); i++) {
      if (waits[i]) {
        SeriesWriter.await(written.thenAccept(all -> {}), VISIBLE_MS);
      }
      written = CompletableFuture.allOf(written, run(rules.get(i), moment));
      progress = new Progress(timeMs, seconds(started));
    }
    bandCount = rules.stream().mapToInt(RuleRunner::bandCount).sum();
    hand();
    shared.metrics().seconds.observeNanos(shared.clock().nanoTime() - started);
    progress = new Progress(timeMs, seconds(started));
  }

  private CompletableFuture<Void> run(RuleRunner rule, RuleRunner.Moment moment) {
    long started = shared.clock().nanoTime();
    shared.metrics().evaluations.increment();
    List<AlertInstance> steps = List.of();
    CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
    String error = null;
    try {
      RuleRunner.Outcome outcome = rule.evaluate(moment, group.limit());
      steps = outcome.steps();
      written = write(rule, outcome.series(), moment.dataTimeMs());
    } catch (RuleRunner.LimitException e) {
      steps = e.ended();
      error = e.getMessage();
    } catch (QueryException e) {
      error = e.text();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("rule_failed group={} rule={}", group.name(), rule.rule().name(), e);
      error = "internal error: " + e;
    }
    finished(rule, moment, seconds(started), error);
    steps.forEach(alert -> shared.events().step(group, rule.rule().name(), alert));
    return written;
  }

  private CompletableFuture<Void> write(RuleRunner rule, Map<Labels, Double> series, long timeMs) {
    return shared
        .writer()
        .write(series, rule.replaceWritten(new HashSet<>(series.keySet())), timeMs);
  }

  private void finished(
      RuleRunner rule, RuleRunner.Moment moment, double seconds, @Nullable String error) {
    Health before = rule.finished(moment, seconds, error);
    String name = rule.rule().name();
    if (error != null) {
      shared.metrics().failures.increment();
      if (before != Health.ERR) {
        LOG.warn("rule_failing group={} rule={} reason=\"{}\"", group.name(), name, error);
        shared.events().health(group, name, "error", name + " cannot be evaluated: " + error);
      }
    } else if (before == Health.ERR) {
      LOG.info("rule_recovered group={} rule={}", group.name(), name);
      shared.events().health(group, name, "recovered", name + " is evaluated again");
    }
  }

  /// Saves, tells the notifier, forgets what it has heard.
  private void hand() {
    if (!saveIfChanged()) {
      return; // nobody is told what would not survive
    }
    Map<Labels, Alert> alerts = new LinkedHashMap<>();
    for (RuleRunner rule : rules) {
      for (AlertInstance alert : rule.states().active()) {
        if (alert.state() == State.FIRING) {
          Alert told = shared.alert(alert, rule.rule().expr());
          alerts.merge(alert.labels(), told, GroupRunner::earlier);
        }
      }
    }
    Map<RuleRunner, List<AlertInstance>> ended = ended(alerts);
    if (alerts.isEmpty() || shared.publish(List.copyOf(alerts.values()))) {
      ended.forEach((rule, resolved) -> rule.states().forget(resolved));
      saveIfChanged();
    }
  }

  /// Two rules may raise the same alert: it is one, which began with the first of them.
  private static Alert earlier(Alert one, Alert other) {
    return other.startsAtMs() < one.startsAtMs() ? other : one;
  }

  /// Puts what ended into `alerts`, unless another rule, of any group, raises the same alert: that
  /// it goes on is no news, and that it ended would be wrong.
  private Map<RuleRunner, List<AlertInstance>> ended(Map<Labels, Alert> alerts) {
    Map<RuleRunner, List<AlertInstance>> ended = new HashMap<>();
    Set<Labels> goingOn = null;
    for (RuleRunner rule : rules) {
      List<AlertInstance> resolved = List.copyOf(rule.states().resolved());
      if (resolved.isEmpty()) {
        continue;
      }
      goingOn = goingOn == null ? firing.labels() : goingOn;
      for (AlertInstance alert : resolved) {
        if (!goingOn.contains(alert.labels())) {
          alerts.putIfAbsent(alert.labels(), shared.alert(alert, rule.rule().expr()));
        }
      }
      ended.put(rule, resolved);
    }
    return ended;
  }

  /// Saves what changed since the last time; true when everything is safe.
  private boolean saveIfChanged() {
    isUnsaved |= rules.stream().anyMatch(rule -> rule.states().isChanged());
    if (isUnsaved && shared.save(saved())) {
      rules.forEach(rule -> rule.states().saved());
      isUnsaved = false;
    }
    return !isUnsaved;
  }

  /// Saves what there is, changed or not: rules have come or gone.
  synchronized void saveNow() {
    isUnsaved = true;
    saveIfChanged();
  }

  private SavedGroup saved() {
    var saved = new ArrayList<SavedRule>();
    for (RuleRunner rule : rules) {
      List<AlertInstance> alerts = rule.states().toSave();
      if (!alerts.isEmpty()) {
        saved.add(savedRule(rule.rule(), alerts));
      }
    }
    return new SavedGroup(group.file(), group.name(), false, saved);
  }

  static SavedRule savedRule(Rule rule, List<AlertInstance> alerts) {
    return new SavedRule(Rule.identity(rule), rule.name(), rule.expr(), alerts);
  }

  private double seconds(long startedNanos) {
    return (shared.clock().nanoTime() - startedNanos) / 1e9;
  }
}
