package dev.weir.storage.selfmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// Durations in buckets of powers of four from 16 us to 17 s. Any thread, wait-free.
public final class Histogram {
  private static final int BUCKETS = 11;
  private static final long FIRST_NANOS = 16_000;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
  private final LongAdder sumNanos = new LongAdder();

  Histogram() {}

  public void observeNanos(long nanos) {
    long bound = FIRST_NANOS;
    int bucket = 0;
    while (bucket < BUCKETS && nanos > bound) {
      bound <<= 2;
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sumNanos.add(nanos);
  }

  void visit(MetricRegistry.Visitor visitor, String name, List<String> labels) {
    long cumulative = 0;
    long bound = FIRST_NANOS;
    for (int i = 0; i <= BUCKETS; i++) {
      cumulative += counts.get(i);
      var withBound = new ArrayList<>(labels);
      withBound.add("le");
      withBound.add(i == BUCKETS ? "+Inf" : Double.toString(bound / 1e9));
      visitor.sample(name, "_bucket", withBound, cumulative);
      bound <<= 2;
    }
    visitor.sample(name, "_sum", labels, sumNanos.sum() / 1e9);
    visitor.sample(name, "_count", labels, cumulative);
  }
}
