package dev.weir.ingest.net;

import java.util.concurrent.atomic.AtomicInteger;

/// How many TCP connections all listeners together may have open. Any thread.
public final class ConnectionLimit {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  public ConnectionLimit(int max) {
    this.max = max;
  }

  /// True when one more may be open; it then counts.
  boolean tryOpen() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  /// One is closed.
  void closed() {
    open.decrementAndGet();
  }
}
