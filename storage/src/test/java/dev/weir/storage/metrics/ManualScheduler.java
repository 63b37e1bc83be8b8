package dev.weir.storage.metrics;

import dev.weir.storage.io.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Runs background tasks when told to, on the thread that tells.
public final class ManualScheduler implements Scheduler {
  private static final class Task implements Repeating {
    private final Runnable work;
    private volatile boolean isCancelled;

    Task(Runnable work) {
      this.work = work;
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  private final List<Task> repeating = new ArrayList<>();
  private final ArrayDeque<Runnable> once = new ArrayDeque<>();

  @Override
  public synchronized Repeating every(String name, Duration delay, Duration period, Runnable work) {
    var task = new Task(work);
    repeating.add(task);
    return task;
  }

  @Override
  public synchronized void execute(String name, Runnable task) {
    once.add(task);
  }

  /// Runs what was given to [#execute], until nothing is left.
  public void runPending() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private synchronized Runnable next() {
    return once.poll();
  }

  /// Runs every repeating task once.
  public void runRepeating() {
    List<Task> all;
    synchronized (this) {
      all = List.copyOf(repeating);
    }
    for (Task task : all) {
      if (!task.isCancelled) {
        task.work.run();
      }
    }
  }

  @Override
  public void close() {}
}
