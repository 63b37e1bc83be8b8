package dev.weir.alerting.eval;

import dev.weir.alerting.AlertSink;
import dev.weir.alerting.Alerting;
import dev.weir.alerting.AlertingSettings;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.alerting.rule.RuleProblem;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Rules with the threads that run them. Any thread may ask; one starts and closes.
public final class RuleEngine implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 2;

  private final RuleManager manager;
  private final EvaluationClock evaluations;
  private final ExecutorService evaluators;
  private final Scheduler scheduler;
  private final List<Scheduler.Repeating> repeating = new ArrayList<>();

  private RuleEngine(
      RuleManager manager,
      EvaluationClock evaluations,
      ExecutorService evaluators,
      Scheduler scheduler) {
    this.manager = manager;
    this.evaluations = evaluations;
    this.evaluators = evaluators;
    this.scheduler = scheduler;
  }

  /// Makes everything; nothing runs before [#start()].
  public static RuleEngine of(
      AlertingSettings settings,
      RuleLoader loader,
      RuleQueries queries,
      Alerting.Ports ports,
      AlertSink sink,
      Clock clock,
      Scheduler scheduler,
      MetricRegistry registry) {
    var metrics = new AlertingMetrics(registry);
    Tenant tenant = queries.tenant();
    var shared =
        new Evaluation(
            queries,
            new SeriesWriter(ports.intake(), tenant, metrics),
            new AlertStateStore(ports.meta()),
            sink,
            new AlertEvents(ports.logIntake(), tenant, clock, metrics),
            metrics,
            clock,
            settings.externalUrl());
    ExecutorService evaluators = evaluators(settings.evaluators());
    var evaluations = new EvaluationClock(clock, evaluators, metrics.missed);
    var manager =
        new RuleManager(
            new RuleFiles(loader),
            shared,
            evaluations,
            new RuleManager.Settings(settings.timing(), settings.outageTolerance()));
    return new RuleEngine(manager, evaluations, evaluators, scheduler);
  }

  /// A group waits at most once, so the queue is as long as there are groups.
  private static ExecutorService evaluators(int count) {
    var evaluators =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("alert-eval-", 0).factory());
    evaluators.allowCoreThreadTimeOut(true);
    return evaluators;
  }

  /// Restores, loads, and begins to evaluate.
  public void start() throws IOException {
    manager.start();
    repeating.add(scheduler.every("alert-clock", TICK, evaluations::tick));
    repeating.add(scheduler.every("alert-rules", POLL, manager::poll));
  }

  public List<GroupStatus> status() {
    return manager.status();
  }

  public List<FileStatus> files() {
    return manager.files();
  }

  /// Reads the rule files again; returns every mistake.
  public List<RuleProblem> reload() {
    return manager.reload();
  }

  @Override
  public void close() {
    repeating.forEach(Scheduler.Repeating::cancel);
    evaluators.shutdown();
    try {
      evaluators.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    manager.close();
  }
}
