package dev.weir.storage.metrics;

import dev.weir.storage.io.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Runs background tasks when told to, on the thread that tells.
public final class ManualScheduler implements Scheduler {
  private record Task(Runnable work, boolean[] cancelled) implements Repeating {
    @Override
    public void cancel() {
      cancelled[0] = true;
    }
  }

  private final List<Task> repeating = new ArrayList<>();
  private final ArrayDeque<Runnable> once = new ArrayDeque<>();

  @Override
  public synchronized Repeating every(String name, Duration period, Runnable work) {
    var task = new Task(work, new boolean[1]);
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
      if (!task.cancelled[0]) {
        task.work.run();
      }
    }
  }

  @Override
  public void close() {}
}
