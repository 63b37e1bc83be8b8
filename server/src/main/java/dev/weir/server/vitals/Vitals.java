package dev.weir.server.vitals;

import dev.weir.agents.host.HostSampler;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Intake;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the server's own metrics (`job="weir"`) and its host's vital signs (`job="node"`) in the
/// server itself, in the default tenant, both with the label `instance`.
///
/// Any thread; rounds wait for each other.
public final class Vitals {
  private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

  private final Intake intake;
  private final MetricRegistry metrics;
  private final Clock clock;
  private final String instance;
  private final HostSampler host;
  private final Counter lost;

  public Vitals(
      Intake intake, MetricRegistry metrics, Clock clock, HostSampler host, String instance) {
    this.intake = intake;
    this.metrics = metrics;
    this.clock = clock;
    this.host = host;
    this.instance = instance;
    this.lost =
        metrics.counter(
            "weir_server_vitals_lost_total",
            "Rounds of own metrics or host vital signs that could not be stored.");
    metrics.counterFrom(
        "weir_agents_host_failures_total",
        "Parts of the host's vital signs that could not be read.",
        host::failures);
  }

  /// Stores one round of the server's own metrics.
  public synchronized void storeOwn() {
    long now = clock.wallMillis();
    var batch = new SeriesBatch(Tenant.DEFAULT);
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String name, String type, String help) {}

          @Override
          public void sample(String name, String suffix, List<String> labels, double value) {
            if (!Double.isNaN(value)) {
              batch.add(labels("weir", name + suffix, labels), now, value);
            }
          }
        });
    store(batch);
  }

  /// Stores one round of the host's vital signs.
  public synchronized void storeHost() {
    long now = clock.wallMillis();
    var batch = new SeriesBatch(Tenant.DEFAULT);
    host.sample((name, labels, value) -> batch.add(labels("node", name, labels), now, value));
    store(batch);
  }

  private void store(SeriesBatch batch) {
    if (batch.count() == 0) {
      return;
    }
    intake
        .append(batch)
        .whenComplete((stored, failure) -> {
          if (failure != null) {
            lost.increment();
            LOG.debug("vitals_lost", failure);
          }
        });
  }

  private Labels labels(String job, String name, List<String> labels) {
    var builder = new LabelsBuilder();
    for (int i = 0; i < labels.size(); i += 2) {
      builder.set(labels.get(i), labels.get(i + 1));
    }
    return builder.set(Labels.NAME, name).set("job", job).set("instance", instance).build();
  }
}
