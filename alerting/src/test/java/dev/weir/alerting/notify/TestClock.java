package dev.weir.alerting.notify;

import dev.weir.storage.io.Clock;

/// A clock that stands still until moved.
public final class TestClock implements Clock {
  private volatile long wallMillis;

  public TestClock(long wallMillis) {
    this.wallMillis = wallMillis;
  }

  public synchronized void advanceMillis(long millis) {
    wallMillis = wallMillis + millis;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public long nanoTime() {
    return wallMillis * 1_000_000;
  }
}
