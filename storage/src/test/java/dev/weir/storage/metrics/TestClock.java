package dev.weir.storage.metrics;

import dev.weir.storage.io.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until moved. Any thread.
public final class TestClock implements Clock {
  private final AtomicLong ms;

  public TestClock(long startMs) {
    ms = new AtomicLong(startMs);
  }

  public void advanceMs(long more) {
    ms.addAndGet(more);
  }

  @Override
  public long wallMillis() {
    return ms.get();
  }

  @Override
  public long nanoTime() {
    return ms.get() * 1_000_000;
  }
}
