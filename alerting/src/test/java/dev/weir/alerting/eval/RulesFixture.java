package dev.weir.alerting.eval;

import dev.weir.alerting.Alert;
import dev.weir.alerting.AlertSink;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Rules over a store in memory, on a clock that is moved by hand. [#restart()] is what follows a
/// `kill -9`: everything in memory is gone, store, saved states and what the notifier knows are
/// not.
final class RulesFixture implements Clock, AutoCloseable {
  /// Every group is evaluated once in this time.
  static final long INTERVAL_MS = 10_000;

  final Path directory;
  final MemoryLeaf leaf = new MemoryLeaf();
  final Steps steps = new Steps();
  final List<String> events = new ArrayList<>();
  final List<SeriesBatch> batches = new ArrayList<>();

  /// What the notifier knows, as it survives a crash: the last that it was told of each alert.
  final Map<Labels, Alert> heard = new HashMap<>();

  final List<Alert> told = new ArrayList<>();
  boolean isSinkBroken;
  MemoryMeta meta;
  RuleManager manager;
  EvaluationClock clock;
  MetricRegistry metrics = new MetricRegistry();
  private final QueryWorkers workers = new QueryWorkers(1);
  private long nowMs = 1_000_000_000_000L;

  RulesFixture(Path directory, String rules) throws IOException {
    this.directory = directory;
    write("r.yml", rules);
    restart();
  }

  void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  void restart() throws IOException {
    metrics = new MetricRegistry();
    meta = new MemoryMeta(directory.resolve("meta"), steps);
    var counted = new AlertingMetrics(metrics);
    var engine = new PromqlEngine(leaf, workers);
    var queries = new RuleQueries(engine, QueryLimits.defaults(), this, Tenant.DEFAULT);
    AlertSink sink = this::publish;
    var shared =
        new Evaluation(
            queries,
            new SeriesWriter(this::append, Tenant.DEFAULT, counted),
            new AlertStateStore(meta),
            sink,
            new AlertEvents(this::log, Tenant.DEFAULT, this, counted),
            counted,
            this,
            "http://weir.test");
    clock = new EvaluationClock(this, Runnable::run, counted.missed);
    manager =
        new RuleManager(
            new RuleFiles(
                new RuleLoader(
                    MachineFiles.INSTANCE, List.of(directory.resolve("*.yml").toString()))),
            shared,
            clock,
            new RuleManager.Settings(new RuleGroup.Timing(INTERVAL_MS, 0), Duration.ofHours(1)));
    manager.start();
  }

  private CompletableFuture<Void> append(SeriesBatch batch) {
    batches.add(batch);
    for (int i = 0; i < batch.count(); i++) {
      leaf.add(batch.labels(i), batch.timestampMs(i), batch.value(i));
    }
    return CompletableFuture.completedFuture(null);
  }

  private void publish(List<Alert> alerts) throws IOException {
    steps.take();
    if (isSinkBroken) {
      throw new IOException("cannot write");
    }
    told.addAll(alerts);
    alerts.forEach(alert -> heard.put(alert.labels(), alert));
    steps.take();
  }

  private CompletableFuture<Void> log(Tenant tenant, List<LogRecord> records) {
    records.forEach(
        record -> events.add(record.stream().valueOrEmpty("level") + " " + record.line()));
    return CompletableFuture.completedFuture(null);
  }

  /// One interval passes; at its end `metric{host="a"}` has `value`, NaN for none, and every group
  /// is evaluated once.
  void next(String metric, double value) {
    pass(INTERVAL_MS);
    set(metric, "a", value);
    clock.tick();
  }

  void set(String metric, String host, double value) {
    Labels labels = Labels.of(Labels.NAME, metric, "host", host);
    leaf.add(
        labels,
        nowMs - INTERVAL_MS,
        Double.isNaN(value) ? dev.weir.storage.model.Staleness.STALE_NAN : value);
  }

  void pass(long millis) {
    nowMs += millis;
  }

  /// Pending and firing alerts as `STATE host`, of all rules.
  List<String> alerts() {
    var all = new ArrayList<String>();
    for (GroupStatus group : manager.status()) {
      for (GroupStatus.RuleStatus rule : group.rules()) {
        rule.alerts()
            .forEach(alert -> all.add(alert.state() + " " + alert.labels().valueOrEmpty("host")));
      }
    }
    return all;
  }

  /// The only alert.
  AlertInstance alert() {
    List<AlertInstance> all =
        manager.status().stream()
            .flatMap(group -> group.rules().stream())
            .flatMap(rule -> rule.alerts().stream())
            .toList();
    if (all.size() != 1) {
      throw new AssertionError("not one alert: " + all);
    }
    return all.getFirst();
  }

  /// The value of a counter or gauge, of all labels together.
  double metric(String name) {
    double[] sum = {0};
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> labels, double value) {
            sum[0] += family.equals(name) ? value : 0;
          }
        });
    return sum[0];
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
