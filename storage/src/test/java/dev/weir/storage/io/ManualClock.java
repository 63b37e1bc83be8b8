package dev.weir.storage.io;

/// A clock that stands still until moved. Any thread.
public final class ManualClock implements Clock {
  private volatile long wallMillis;
  private volatile long nanos;

  public ManualClock(long wallMillis) {
    this.wallMillis = wallMillis;
  }

  /// Moves both clocks forward.
  public synchronized void advanceMillis(long millis) {
    wallMillis = wallMillis + millis;
    nanos = nanos + millis * 1_000_000;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }
}
