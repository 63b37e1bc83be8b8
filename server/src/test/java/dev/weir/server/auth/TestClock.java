package dev.weir.server.auth;

import dev.weir.storage.io.Clock;

/// A clock that a test moves.
public final class TestClock implements Clock {
  private volatile long millis;

  public void advanceMillis(long by) {
    millis += by;
  }

  @Override
  public long wallMillis() {
    return millis;
  }

  @Override
  public long nanoTime() {
    return millis * 1_000_000;
  }
}
