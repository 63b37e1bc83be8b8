package dev.weir.storage.io;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background work on platform threads: one thread of its own for each repeating task, so that a
/// long compaction delays no checkpoint, and a few shared ones for tasks that run once. All are
/// daemons and carry the task's name. Nobody is ever interrupted: a thread inside file I/O would
/// close the file under everyone else.
///
/// Any thread may call.
public final class MachineScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(MachineScheduler.class);

  private static final int ONCE_THREADS = 4;
  private static final int ONCE_QUEUE_LENGTH = 1024;
  private static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final MetricRegistry metrics;
  private final List<RepeatingTask> repeating = new ArrayList<>(); // guarded by this
  private final ThreadPoolExecutor once;
  private boolean closed; // guarded by this

  public MachineScheduler(MetricRegistry metrics) {
    this.metrics = metrics;
    once =
        new ThreadPoolExecutor(
            ONCE_THREADS,
            ONCE_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(ONCE_QUEUE_LENGTH),
            Thread.ofPlatform().daemon().name("background-", 0).factory());
    once.allowCoreThreadTimeOut(true);
    metrics.gauge(
        "weir_storage_tasks_queued",
        "One-time background tasks waiting for a thread; refused beyond " + ONCE_QUEUE_LENGTH + ".",
        () -> once.getQueue().size());
  }

  @Override
  public synchronized Repeating every(String name, Duration delay, Duration period, Runnable task) {
    if (closed) {
      throw new IllegalStateException("scheduler is closed: " + name);
    }
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period must be positive: " + period);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative: " + delay);
    }
    var added = new RepeatingTask(name, delay.toNanos(), period.toNanos(), task);
    repeating.add(added);
    added.thread.start();
    return added;
  }

  @Override
  public void execute(String name, Runnable task) {
    try {
      once.execute(() -> {
        Thread self = Thread.currentThread();
        String idleName = self.getName();
        self.setName(name);
        try {
          runGuarded(name, task);
        } finally {
          self.setName(idleName);
        }
      });
    } catch (RejectedExecutionException e) {
      countFailure(name);
      throw new IllegalStateException("scheduler is closed or full: " + name, e);
    }
  }

  @Override
  public void close() {
    List<RepeatingTask> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(repeating);
    }
    long deadline = System.nanoTime() + CLOSE_WAIT_NANOS;
    once.shutdown();
    running.forEach(RepeatingTask::cancel);
    try {
      for (RepeatingTask task : running) {
        if (!task.thread.equals(Thread.currentThread())) {
          task.thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        if (task.thread.isAlive()) {
          log.warn("task_still_running name={}", task.name);
        }
      }
      if (!once.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        log.warn("tasks_still_running count={}", once.getActiveCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runGuarded(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      countFailure(name);
      log.error("task_failed name={}", name, e);
    } catch (Error e) {
      countFailure(name);
      log.error("task_broken name={}", name, e); // a broken invariant: the thread ends here
      throw e;
    }
  }

  private void countFailure(String name) {
    metrics
        .counter(
            "weir_storage_task_failures_total",
            "Background tasks that ended with an exception or were refused.",
            "task",
            name)
        .increment();
  }

  private synchronized void forget(RepeatingTask task) {
    repeating.remove(task);
  }

  /// One repeating task and its thread. A run that takes longer than the period leaves out the runs
  /// it missed.
  private final class RepeatingTask implements Repeating {
    private final String name;
    private final long delayNanos;
    private final long periodNanos;
    private final Runnable task;
    private final Thread thread;
    private boolean cancelled; // guarded by this

    RepeatingTask(String name, long delayNanos, long periodNanos, Runnable task) {
      this.name = name;
      this.delayNanos = delayNanos;
      this.periodNanos = periodNanos;
      this.task = task;
      this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      notifyAll();
    }

    private void loop() {
      long next = System.nanoTime() + delayNanos;
      while (awaitTime(next)) {
        runGuarded(name, task);
        next += periodNanos;
        long now = System.nanoTime();
        if (next - now < 0) {
          next = now + periodNanos;
        }
      }
      forget(this);
    }

    /// False when cancelled.
    private synchronized boolean awaitTime(long nanoTime) {
      long left = nanoTime - System.nanoTime();
      while (!cancelled && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
          return false; // nobody of ours interrupts; whoever did wants the thread to end
        }
        left = nanoTime - System.nanoTime();
      }
      return !cancelled;
    }
  }
}
