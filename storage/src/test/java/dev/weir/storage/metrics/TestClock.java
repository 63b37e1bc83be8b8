package dev.weir.storage.metrics;

import dev.weir.storage.io.Clock;

/// A clock that stands still until moved. Any thread.
public final class TestClock implements Clock {
  private volatile long ms; // moved by one thread

  public TestClock(long startMs) {
    ms = startMs;
  }

  public void advanceMs(long more) {
    ms += more;
  }

  @Override
  public long wallMillis() {
    return ms;
  }

  @Override
  public long nanoTime() {
    return ms * 1_000_000;
  }
}
