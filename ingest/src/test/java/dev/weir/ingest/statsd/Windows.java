package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An aggregator and what a test does with it: feed text, flush, look at values by series name.
final class Windows {
  final MetricRegistry registry = new MetricRegistry();
  final StatsdAggregator aggregator;
  final Refusals refusals = new Refusals();
  private long nowMs = 1_700_000_000_000L;
  private final long intervalMs;

  Windows(StatsdSettings settings) {
    aggregator = new StatsdAggregator(settings, Clock.SYSTEM, registry);
    intervalMs = settings.flushIntervalMs();
  }

  Windows() {
    this(StatsdSettings.defaults());
  }

  Windows apply(String lines) {
    return apply(lines, Tenant.DEFAULT);
  }

  Windows apply(String lines, Tenant tenant) {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    return apply(bytes, tenant);
  }

  Windows apply(byte[] bytes, Tenant tenant) {
    aggregator.apply(new Payload().set(bytes, 0, bytes.length, nowMs).tenant(tenant), refusals);
    return this;
  }

  /// Flushes one interval later.
  List<SeriesBatch> flush() {
    nowMs += intervalMs;
    return aggregator.flush(nowMs);
  }

  /// Flushes and gives the default tenant's series without the daemon's own.
  Map<String, Double> values() {
    var values = new TreeMap<String, Double>();
    for (SeriesBatch batch : flush()) {
      if (batch.tenant().equals(Tenant.DEFAULT)) {
        values.putAll(values(batch));
      }
    }
    values.keySet().removeIf(name -> name.contains("statsd."));
    return values;
  }

  static Map<String, Double> values(SeriesBatch batch) {
    var values = new TreeMap<String, Double>();
    for (int i = 0; i < batch.count(); i++) {
      String series = batch.labels(i).toString();
      Double before = values.put(series.replaceFirst("\\{}$", ""), batch.value(i));
      if (before != null) {
        throw new AssertionError("series twice in a flush: " + series);
      }
    }
    return values;
  }

  /// The value of a series that must be there.
  static double value(Map<String, Double> values, String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + values.keySet());
    }
    return value;
  }

  /// The value of one of our own counters.
  double metric(String name, String... labels) {
    double[] found = {Double.NaN};
    registry.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> with, double value) {
            if (family.equals(name) && with.equals(List.of(labels))) {
              found[0] = value;
            }
          }
        });
    return found[0];
  }
}
