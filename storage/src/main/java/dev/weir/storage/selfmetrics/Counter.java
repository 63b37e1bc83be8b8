package dev.weir.storage.selfmetrics;

import java.util.concurrent.atomic.LongAdder;

/// A number that only grows. Any thread, wait-free.
public final class Counter {
  private final LongAdder sum = new LongAdder();

  Counter() {}

  public void increment() {
    sum.increment();
  }

  public void add(long n) {
    assert n >= 0 : n;
    sum.add(n);
  }

  public long value() {
    return sum.sum();
  }
}
