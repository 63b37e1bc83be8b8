package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.eval.EvaluationClock.Slot;
import dev.weir.alerting.eval.SavedGroup.SavedRule;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.alerting.rule.RuleProblem;
import dev.weir.storage.model.Labels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules that run: reads their files, gives each rule the alerts it had before a change or a
/// restart, and says good-bye to the alerts of rules that are gone.
///
/// A file with a mistake is not taken: the version before goes on. At the start there is none
/// before: then the alerts that were saved of its rules wait until it can be read.
///
/// Threads: changes under the lock of this; [#status()] and [#files()] any thread.
public final class RuleManager {
  private static final Logger LOG = LoggerFactory.getLogger(RuleManager.class);

  /// After an outage longer than the lookback nothing is known at first; alerts are left alone for
  /// so long, until data come in again.
  static final long GRACE_MS = 120_000;

  /// How often the time of the last evaluation is saved.
  static final long CLOCK_MS = 60_000;

  private static final int LOGGED_PROBLEMS = 20;

  /// Settings of all groups.
  ///
  /// @param timing of groups that say nothing
  /// @param outageTolerance pending alerts do not survive a longer outage
  public record Settings(RuleGroup.Timing timing, Duration outageTolerance) {}

  private final RuleFiles files;
  private final Evaluation shared;
  private final EvaluationClock clock;
  private final Settings settings;
  private volatile List<FileStatus> fileStatus = List.of();
  private volatile boolean isReloadSuccessful = true;
  private volatile long reloadedMs;
  private final Map<String, SavedGroup> saved = new HashMap<>(); // this and below: guarded by this
  private final List<Farewell> farewells = new ArrayList<>();
  private long graceEndMs;
  private long clockSavedMs;

  RuleManager(RuleFiles files, Evaluation shared, EvaluationClock clock, Settings settings) {
    this.files = files;
    this.shared = shared;
    this.clock = clock;
    this.settings = settings;
    gauges();
  }

  /// Restores what was saved and loads the rules. Throws only when the store cannot be read.
  public synchronized void start() throws IOException {
    long nowMs = shared.clock().wallMillis();
    List<SavedGroup> kept = shared.store().load();
    long evaluatedMs = shared.store().evaluatedMs();
    long gapMs = Math.max(0, nowMs - evaluatedMs);
    boolean isLong = evaluatedMs == 0 || gapMs > settings.outageTolerance().toMillis();
    for (SavedGroup group : kept) {
      if (group.isGone()) {
        farewells.add(Farewell.resumed(shared, group));
      } else {
        saved.put(group.key(), isLong ? withoutPending(group) : group);
      }
    }
    graceEndMs = gapMs > shared.queries().lookbackMs() ? nowMs + GRACE_MS : 0;
    if (!kept.isEmpty()) {
      LOG.info("alerts_restored groups={} outage_seconds={}", kept.size(), gapMs / 1000);
    }
    files.read(nowMs);
    apply(); // also without a single file: alerts of those that are gone may have been saved
    report();
    saveClock(nowMs);
  }

  private static SavedGroup withoutPending(SavedGroup group) {
    List<SavedRule> rules =
        group.rules().stream()
            .map(rule ->
                new SavedRule(
                    rule.identity(),
                    rule.name(),
                    rule.expr(),
                    rule.alerts().stream().filter(a -> a.state() != State.PENDING).toList()))
            .toList();
    return new SavedGroup(group.file(), group.name(), false, rules);
  }

  /// Reads the files again and takes what changed; returns every mistake there is.
  public synchronized List<RuleProblem> reload() {
    if (files.read(shared.clock().wallMillis())) {
      apply();
      report();
    }
    return files.problems();
  }

  /// What is to be done every few seconds: changed files, good-byes that nobody heard yet.
  synchronized void poll() {
    reload();
    finishFarewells();
    long nowMs = shared.clock().wallMillis();
    if (Math.abs(nowMs - clockSavedMs) >= CLOCK_MS) { // the clock may have been set back
      saveClock(nowMs);
    }
  }

  /// Notes that rules were evaluated until now; the last thing before the end.
  synchronized void close() {
    saveClock(shared.clock().wallMillis());
  }

  private void saveClock(long nowMs) {
    if (clock.slots().isEmpty() && saved.isEmpty()) {
      return;
    }
    try {
      shared.store().evaluated(nowMs);
      clockSavedMs = nowMs;
    } catch (IOException e) {
      shared.metrics().stateFailures.increment();
      LOG.error("alert_clock_not_saved reason=\"{}\"", e.getMessage());
    }
  }

  // ---- taking a new set of groups ----

  private void apply() {
    Map<String, Slot> before = new LinkedHashMap<>();
    clock.slots().forEach(slot -> before.put(slot.runner().group().key(), slot));
    var slots = new ArrayList<Slot>();
    var changed = new ArrayList<GroupRunner>();
    for (RuleGroup found : files.groups()) {
      RuleGroup group = found.orElse(settings.timing());
      Slot old = before.remove(group.key());
      if (old != null && old.runner().group().equals(group)) {
        slots.add(old);
      } else {
        GroupRunner runner = runner(group, old == null ? null : old.runner());
        slots.add(clock.slot(runner));
        changed.add(runner);
      }
    }
    for (Slot gone : before.values()) {
      leave(gone.runner().group(), gone.runner().retire());
    }
    clock.replace(slots);
    leaveSaved();
    if (farewells.stream().filter(farewell -> !farewell.save()).findAny().isEmpty()) {
      changed.forEach(
          GroupRunner::saveNow); // without the rules that are gone, whose alerts are safe
    }
    for (Slot gone : before.values()) {
      RuleGroup group = gone.runner().group();
      shared.forget(new SavedGroup(group.file(), group.name(), false, List.of()));
    }
    finishFarewells();
  }

  private GroupRunner runner(RuleGroup group, @Nullable GroupRunner old) {
    Map<String, RuleRunner> known = new LinkedHashMap<>();
    if (old != null) {
      old.retire().forEach(runner -> known.put(Rule.identity(runner.rule()), runner));
    }
    Map<String, SavedRule> kept = new HashMap<>();
    SavedGroup savedGroup = saved.remove(group.key());
    if (savedGroup != null) {
      savedGroup.rules().forEach(rule -> kept.put(rule.identity(), rule));
    }
    var runners = new ArrayList<RuleRunner>();
    for (Rule rule : group.rules()) {
      String identity = Rule.identity(rule);
      RuleRunner runner = known.remove(identity);
      if (runner == null) {
        runner = new RuleRunner(rule, shared);
        SavedRule keptRule = kept.remove(identity);
        if (keptRule != null) {
          runner.restore(keptRule.alerts(), graceEndMs);
        }
      } else {
        runner.change(rule);
      }
      runners.add(runner);
    }
    leave(group, List.copyOf(known.values()));
    if (!kept.isEmpty()) {
      leave(new SavedGroup(group.file(), group.name(), false, List.copyOf(kept.values())));
    }
    return new GroupRunner(group, shared, runners, this::firing);
  }

  /// Rules of `group` that are gone: their series end, their alerts too.
  private void leave(RuleGroup group, List<RuleRunner> gone) {
    long nowMs = shared.clock().wallMillis();
    var rules = new ArrayList<SavedRule>();
    for (RuleRunner runner : gone) {
      long lastMs = runner.status().lastEvaluationMs();
      long timeMs = Math.max(nowMs, lastMs + 1) - group.timing().queryOffsetMs();
      shared.writer().write(Map.of(), runner.written(), timeMs);
      rules.add(GroupRunner.savedRule(runner.rule(), runner.states().toSave()));
      for (AlertInstance alert : List.copyOf(runner.states().active())) {
        if (alert.state() == State.FIRING) {
          shared.events().step(group, runner.rule().name(), alert.resolved(nowMs));
        }
      }
    }
    leave(new SavedGroup(group.file(), group.name(), false, rules));
  }

  private void leave(SavedGroup group) {
    Farewell farewell = Farewell.of(shared, group, shared.clock().wallMillis());
    if (!farewell.isEmpty()) {
      farewells.add(farewell);
    }
  }

  /// What was saved of groups that no file has any more; files that cannot be read may have them.
  private void leaveSaved() {
    if (files.mayLackFiles()) {
      return;
    }
    Set<String> unknown = files.unknown();
    for (Iterator<SavedGroup> left = saved.values().iterator(); left.hasNext(); ) {
      SavedGroup group = left.next();
      if (!unknown.contains(group.file())) {
        leave(group);
        Farewell last = farewells.isEmpty() ? null : farewells.getLast();
        if (last == null || last.save()) {
          shared.forget(group);
        }
        left.remove();
      }
    }
  }

  private void finishFarewells() {
    if (!farewells.isEmpty()) {
      Set<Labels> firing = firing();
      Predicate<Labels> isFiring = firing::contains;
      farewells.removeIf(farewell -> farewell.finish(isFiring));
    }
  }

  private Set<Labels> firing() {
    var firing = new HashSet<Labels>();
    for (GroupStatus group : status()) {
      for (GroupStatus.RuleStatus rule : group.rules()) {
        for (AlertInstance alert : rule.alerts()) {
          if (alert.state() == State.FIRING) {
            firing.add(alert.labels());
          }
        }
      }
    }
    return firing;
  }

  private void report() {
    List<RuleProblem> problems = files.problems();
    fileStatus = files.status();
    isReloadSuccessful = problems.isEmpty();
    shared.metrics().reloads.increment();
    if (problems.isEmpty()) {
      reloadedMs = shared.clock().wallMillis();
    } else {
      shared.metrics().reloadFailures.increment();
      problems.stream()
          .limit(LOGGED_PROBLEMS)
          .forEach(problem -> LOG.error("rule_mistake {}", problem));
      if (problems.size() > LOGGED_PROBLEMS) {
        LOG.error("rule_mistakes_not_shown count={}", problems.size() - LOGGED_PROBLEMS);
      }
    }
    int rules = fileStatus.stream().mapToInt(FileStatus::rules).sum();
    if (fileStatus.isEmpty()) {
      return;
    }
    LOG.info(
        "rules_loaded files={} rules={} problems={}", fileStatus.size(), rules, problems.size());
    shared
        .events()
        .reloaded(
            problems.isEmpty(),
            problems.isEmpty()
                ? "rules loaded: %d, of %d files".formatted(rules, fileStatus.size())
                : "rules with mistakes, not taken: %d mistakes, the first is %s"
                    .formatted(problems.size(), problems.getFirst()));
  }

  // ---- what others see ----

  /// Every group, by file and name.
  public List<GroupStatus> status() {
    return clock.slots().stream()
        .map(slot -> slot.runner().status())
        .sorted(
            Comparator.comparing((GroupStatus status) -> status.group().file())
                .thenComparing(status -> status.group().name()))
        .toList();
  }

  /// Every file.
  public List<FileStatus> files() {
    return fileStatus;
  }

  private void gauges() {
    AlertingMetrics metrics = shared.metrics();
    metrics.gauge(
        "weir_alerting_rules_reload_successful",
        "1 when no rule file has a mistake, else 0.",
        () -> isReloadSuccessful ? 1 : 0);
    metrics.gauge(
        "weir_alerting_rules_reload_success_timestamp_seconds",
        "When rule files were last read without a mistake.",
        () -> reloadedMs / 1000.0);
    metrics.gauge("weir_alerting_rule_groups", "Rule groups that run.", () -> clock.slots().size());
    for (String kind : List.of("alert", "record", "anomaly")) {
      metrics.gauge("weir_alerting_rules", "Rules that run.", () -> count(kind), "kind", kind);
    }
    for (State state : List.of(State.PENDING, State.FIRING)) {
      metrics.gauge(
          "weir_alerting_alerts",
          "Alerts by state.",
          () -> rules().mapToLong(rule -> rule.count(state)).sum(),
          "state",
          state == State.PENDING ? "pending" : "firing");
    }
    metrics.gauge(
        "weir_alerting_rules_failing",
        "Rules whose last evaluation failed.",
        () -> rules().filter(rule -> rule.health() == GroupStatus.Health.ERR).count());
    metrics.gauge(
        "weir_alerting_anomaly_series",
        "Series that anomaly rules keep a band of.",
        () -> clock.slots().stream().mapToLong(slot -> slot.runner().bandCount()).sum());
  }

  private java.util.stream.Stream<GroupStatus.RuleStatus> rules() {
    return clock.slots().stream().flatMap(slot -> slot.runner().status().rules().stream());
  }

  private long count(String kind) {
    return rules()
        .filter(rule ->
            kind.equals(
                switch (rule.rule()) {
                  case Rule.Recording recording -> "record";
                  case Rule.Alerting alert -> "alert";
                  case Rule.Anomaly anomaly -> "anomaly";
                }))
        .count();
  }
}
