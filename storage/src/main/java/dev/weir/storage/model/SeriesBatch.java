package dev.weir.storage.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Samples on their way in from inside the process (statsd flush, rules, self-metrics, host
/// sampler): full labels, one tenant. Filled by one thread, then handed to [Intake] and not touched
/// again.
public final class SeriesBatch {
  private final Tenant tenant;
  private final List<Labels> labels = new ArrayList<>();
  private long[] timestamps = new long[64];
  private double[] values = new double[64];

  public SeriesBatch(Tenant tenant) {
    this.tenant = tenant;
  }

  public SeriesBatch add(Labels series, long timestampMs, double value) {
    int at = labels.size();
    if (at == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, at * 2);
      values = Arrays.copyOf(values, at * 2);
    }
    labels.add(series);
    timestamps[at] = timestampMs;
    values[at] = value;
    return this;
  }

  public Tenant tenant() {
    return tenant;
  }

  public int count() {
    return labels.size();
  }

  public Labels labels(int index) {
    return labels.get(index);
  }

  public long timestampMs(int index) {
    return timestamps[index];
  }

  public double value(int index) {
    return values[index];
  }
}
