package dev.weir.query.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A few threads that help the asking thread with independent pieces of work. The asking thread
/// works too and never waits for a helper that has not begun, so a busy or full pool slows a query
/// down but cannot block it. Threads: `query-worker-N`, gone after 10 idle seconds.
public final class QueryWorkers implements AutoCloseable {
  /// Fewer pieces than this are not worth a second thread.
  private static final int MIN_PARALLEL = 64;

  /// Pieces a thread takes at a time.
  private static final int CHUNK = 16;

  /// Jobs that may wait for a helper; when full the asking thread works alone.
  private static final int QUEUE = 64;

  private final int helpers;
  private final @Nullable ThreadPoolExecutor pool;

  /// `parallelism` counts the asking thread; 1 means no pool.
  public QueryWorkers(int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be positive: " + parallelism);
    }
    helpers = parallelism - 1;
    if (helpers == 0) {
      pool = null;
      return;
    }
    var number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            helpers,
            helpers,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              var thread = new Thread(task, "query-worker-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /// As many threads as there are processors, at most four.
  public static QueryWorkers forThisMachine() {
    return new QueryWorkers(Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  /// Calls, for every `i` below `count`, a consumer obtained from `consumers` by the thread that
  /// does the work. Returns when all is done; throws the first failure.
  public void forEach(int count, Supplier<IntConsumer> consumers) {
    if (pool == null || count < MIN_PARALLEL) {
      IntConsumer consumer = consumers.get();
      for (int i = 0; i < count; i++) {
        consumer.accept(i);
      }
      return;
    }
    var job = new Job(count, consumers);
    int wanted = Math.min(helpers, count / CHUNK - 1);
    for (int i = 0; i < wanted; i++) {
      try {
        pool.execute(job::help);
      } catch (RejectedExecutionException e) {
        break; // full: the asking thread does it alone
      }
    }
    job.work();
    job.awaitHelpers();
    job.rethrow();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }

  /// One call of [#forEach]. Guarded by itself but for `next`.
  private static final class Job {
    private final int count;
    private final Supplier<IntConsumer> consumers;
    private final AtomicInteger next = new AtomicInteger();
    private int active;
    private boolean closed;
    private @Nullable Throwable failure;

    Job(int count, Supplier<IntConsumer> consumers) {
      this.count = count;
      this.consumers = consumers;
    }

    void help() {
      synchronized (this) {
        if (closed) {
          return;
        }
        active++;
      }
      work();
      synchronized (this) {
        active--;
        notifyAll();
      }
    }

    void work() {
      try {
        IntConsumer consumer = consumers.get();
        int from;
        while ((from = next.getAndAdd(CHUNK)) < count) {
          int to = Math.min(count, from + CHUNK);
          for (int i = from; i < to; i++) {
            consumer.accept(i);
          }
        }
      } catch (RuntimeException | Error e) {
        next.set(count); // nobody need go on
        synchronized (this) {
          if (failure == null) {
            failure = e;
          }
        }
      }
    }

    synchronized void awaitHelpers() {
      closed = true;
      boolean interrupted = false;
      while (active > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // helpers use the query's files: leaving early is not an option
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    synchronized void rethrow() {
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }
}
