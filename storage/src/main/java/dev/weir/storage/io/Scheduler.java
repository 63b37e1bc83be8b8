package dev.weir.storage.io;

import java.time.Duration;

/// Background work: runs tasks on threads of its own so that tests can run them by hand.
public interface Scheduler extends AutoCloseable {
  /// A task that repeats.
  interface Repeating {
    /// No further run starts; a running one ends by itself.
    void cancel();
  }

  /// Runs `task` every `period`, first after one period, never twice at once. An exception is
  /// logged and counted; the task goes on. `name` becomes part of the thread's name.
  default Repeating every(String name, Duration period, Runnable task) {
    return every(name, period, period, task);
  }

  /// The same, first after `delay`.
  Repeating every(String name, Duration delay, Duration period, Runnable task);

  /// Runs `task` once, soon.
  void execute(String name, Runnable task);

  /// Stops starting tasks and waits for running ones, at most two seconds.
  @Override
  void close();
}
