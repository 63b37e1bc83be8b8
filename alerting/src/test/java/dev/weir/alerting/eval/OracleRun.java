package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleFile;
import dev.weir.alerting.rule.RuleFileParser;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.alerting.template.TemplateSample;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.promql.Numbers;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.query.promql.PromqlParser;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Evaluates a case and writes down, as a test file of promtool, what came out: so it is promtool
/// that says whether Weir is right. Checked at each step: the firing alerts with labels and
/// annotations, `ALERTS` with the states, `ALERTS_FOR_STATE` with the times, and every recorded
/// series.
final class OracleRun implements Clock, AutoCloseable {
  private static final String URL = "http://weir.test";

  /// Version 2 of promtool still counts a sample that is five minutes old, version 3 does not.
  private static final Duration LOOKBACK = Duration.ofMinutes(5).plusMillis(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OracleCase given;
  private final MemoryLeaf leaf = new MemoryLeaf();
  private final QueryWorkers workers = new QueryWorkers(1);
  private final RuleQueries queries;
  private final List<GroupRunner> groups = new ArrayList<>();
  private final List<String> alertTests = new ArrayList<>();
  private final List<String> exprTests = new ArrayList<>();
  private long nowMs;

  /// The first failure of a rule, as promtool words it.
  private String failure = "";

  OracleRun(OracleCase given, Path directory) throws Exception {
    this.given = given;
    var metrics = new AlertingMetrics(new MetricRegistry());
    queries =
        new RuleQueries(
            new PromqlEngine(leaf, workers, LOOKBACK),
            QueryLimits.defaults(),
            this,
            Tenant.DEFAULT);
    Path meta = Files.createDirectories(directory.resolve(given.name() + ".meta"));
    var shared =
        new Evaluation(
            queries,
            new SeriesWriter(this::append, Tenant.DEFAULT, metrics),
            new AlertStateStore(new MemoryMeta(meta, new Steps())),
            alerts -> {},
            new AlertEvents(
                (tenant, records) -> CompletableFuture.completedFuture(null),
                Tenant.DEFAULT,
                this,
                metrics),
            metrics,
            this,
            URL);
    RuleFile file = RuleFileParser.parse(given.name() + ".rules.yml", given.rules());
    if (!file.isSound()) {
      throw new AssertionError(file.problems().toString());
    }
    for (RuleGroup group : file.groups()) {
      RuleGroup timed = group.orElse(new RuleGroup.Timing(OracleCase.STEP_MS, 0));
      groups.add(
          new GroupRunner(
              timed,
              shared,
              timed.rules().stream().map(rule -> new RuleRunner(rule, shared)).toList(),
              Set::of));
    }
  }

  private CompletableFuture<Void> append(SeriesBatch batch) {
    for (int i = 0; i < batch.count(); i++) {
      leaf.add(batch.labels(i), batch.timestampMs(i), batch.value(i));
    }
    return CompletableFuture.completedFuture(null);
  }

  /// Evaluates everything; returns how many comparisons promtool is to make.
  int run() {
    for (int step = 0; step < given.stepCount(); step++) {
      nowMs = step * OracleCase.STEP_MS;
      takeIn(step);
      for (GroupRunner group : groups) {
        group.evaluate(nowMs);
        noteFailure(group);
      }
      if (!failure.isEmpty()) {
        writeResult("vector(1)"); // promtool evaluates until the last thing it is asked
        break;
      }
      writeDown();
    }
    return alertTests.size() + exprTests.size();
  }

  private void takeIn(int step) {
    given
        .series()
        .forEach((name, values) -> {
          if (step < values.length && !OracleCase.isGap(values[step])) {
            leaf.add(labels(name), nowMs, values[step]);
          }
        });
  }

  private static Labels labels(String series) {
    var labels = new LabelsBuilder();
    if (PromqlParser.parse(series) instanceof Expr.VectorSelector selector) {
      for (Matcher matcher : selector.matchers()) {
        labels.set(matcher.name(), matcher.value());
      }
    }
    return labels.build();
  }

  private void noteFailure(GroupRunner group) {
    for (GroupStatus.RuleStatus rule : group.status().rules()) {
      if (rule.lastError() != null && failure.isEmpty()) {
        failure =
            "rule: %s, time: %s, err: %s"
                .formatted(rule.rule().name(), goDuration(nowMs), rule.lastError());
      }
    }
  }

  String failure() {
    return failure;
  }

  private static String goDuration(long millis) {
    long seconds = millis / 1000;
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  // ---- what is to be compared ----

  private void writeDown() {
    Map<String, List<AlertInstance>> firing = new LinkedHashMap<>();
    Set<String> metrics = new LinkedHashSet<>(List.of("ALERTS", "ALERTS_FOR_STATE"));
    for (GroupRunner group : groups) {
      for (GroupStatus.RuleStatus rule : group.status().rules()) {
        if (rule.rule() instanceof Rule.Recording recording) {
          metrics.add(recording.name());
          continue;
        }
        List<AlertInstance> all =
            firing.computeIfAbsent(rule.rule().name(), name -> new ArrayList<>());
        rule.alerts().stream().filter(a -> a.state() == State.FIRING).forEach(all::add);
      }
    }
    firing.forEach(this::writeAlerts);
    metrics.forEach(this::writeSamples);
  }

  private void writeAlerts(String name, List<AlertInstance> alerts) {
    var test = new StringBuilder("  - eval_time: ").append(nowMs).append("ms\n");
    test.append("    alertname: ").append(quoted(name)).append("\n    exp_alerts:\n");
    for (AlertInstance alert : alerts) {
      Map<String, String> labels = new LinkedHashMap<>(alert.labels().toMap());
      labels.remove("alertname");
      test.append("    - exp_labels: ").append(map(labels)).append('\n');
      test.append("      exp_annotations: ").append(map(alert.annotations())).append('\n');
    }
    alertTests.add(test.toString());
  }

  /// NaN is unlike itself for promtool too: that it is one is asked for apart.
  private void writeSamples(String metric) {
    writeResult("{__name__=\"" + metric + "\"} == {__name__=\"" + metric + "\"}");
    String all = "{__name__=\"" + metric + "\"}";
    writeResult("count without () (" + all + " unless (" + all + " == " + all + "))");
  }

  private void writeResult(String expr) {
    var test = new StringBuilder("  - expr: ").append(quoted(expr));
    test.append("\n    eval_time: ").append(nowMs).append("ms\n    exp_samples:\n");
    for (TemplateSample sample : queries.instant(expr, nowMs, PATIENCE)) {
      test.append("    - labels: ").append(quoted(selector(sample.labels())));
      test.append("\n      value: ").append(yaml(sample.value())).append('\n');
    }
    exprTests.add(test.toString());
  }

  private static String yaml(double value) {
    return Double.isInfinite(value) ? (value > 0 ? ".inf" : "-.inf") : Numbers.format(value);
  }

  private static String selector(Labels labels) {
    var text = new StringBuilder("{");
    labels
        .toMap()
        .forEach((name, value) -> {
          text.append(text.length() > 1 ? "," : "").append(name).append('=').append(quoted(value));
        });
    return text.append('}').toString();
  }

  private static String map(Map<String, String> texts) {
    var text = new StringBuilder("{");
    texts.forEach((name, value) -> {
      text.append(text.length() > 1 ? ", " : "").append(name).append(": ").append(quoted(value));
    });
    return text.append('}').toString();
  }

  /// Double quotes that YAML and PromQL read alike.
  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// Writes rules and test into `directory`; returns the test.
  Path write(Path directory) throws Exception {
    Files.writeString(directory.resolve(given.name() + ".rules.yml"), given.rules());
    var test = new StringBuilder("rule_files: [").append(given.name()).append(".rules.yml]\n");
    test.append("evaluation_interval: 15s\ngroup_eval_order: [");
    groups.forEach(group -> test.append(quoted(group.group().name())).append(", "));
    test.append("]\ntests:\n- interval: 15s\n  external_url: ").append(URL);
    test.append("\n  input_series:\n");
    given
        .series()
        .forEach((name, values) -> {
          test.append("  - series: ").append(quoted(name)).append("\n    values: ");
          test.append(quoted(OracleCase.written(values))).append('\n');
        });
    test.append("  alert_rule_test:\n").append(String.join("", alertTests));
    test.append("  promql_expr_test:\n").append(String.join("", exprTests));
    Path file = directory.resolve(given.name() + ".test.yml");
    Files.writeString(file, test);
    return file;
  }

  @Override
  public long wallMillis() {
    return nowMs;
  }

  @Override
  public long nanoTime() {
    return 0;
  }

  @Override
  public void close() {
    workers.close();
  }
}
