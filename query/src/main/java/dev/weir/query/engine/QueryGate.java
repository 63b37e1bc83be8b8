package dev.weir.query.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets a bounded number of queries run at a time; others wait within their own deadline. Any
/// thread.
public final class QueryGate {
  private final Semaphore permits;

  public QueryGate(int concurrency) {
    permits = new Semaphore(concurrency, true);
  }

  /// Waits for a turn, then does `work`. Throws a timeout when the deadline comes first.
  public <T> T run(QueryContext context, Supplier<T> work) {
    Turn turn = enter(context);
    try {
      return work.get();
    } finally {
      turn.close();
    }
  }

  /// Waits for a turn, to be closed once. Throws a timeout when the deadline comes first.
  public Turn enter(QueryContext context) {
    boolean entered;
    try {
      entered = permits.tryAcquire(Math.max(0, context.remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(QueryException.Kind.CANCELED, "query was canceled in queue", e);
    }
    if (!entered) {
      throw new QueryException(
          QueryException.Kind.TIMEOUT,
          "query timed out in queue: limit "
              + context.limits().concurrency()
              + " concurrent queries");
    }
    return permits::release;
  }

  /// The right to run, given back by closing it once.
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /// Queries that may still enter at once.
  public int available() {
    return permits.availablePermits();
  }
}
