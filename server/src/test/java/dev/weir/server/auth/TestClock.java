package dev.weir.server.auth;

import dev.weir.storage.io.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that a test moves.
public final class TestClock implements Clock {
  private final AtomicLong millis = new AtomicLong();

  public void advanceMillis(long by) {
    millis.addAndGet(by);
  }

  @Override
  public long wallMillis() {
    return millis.get();
  }

  @Override
  public long nanoTime() {
    return millis.get() * 1_000_000;
  }
}
