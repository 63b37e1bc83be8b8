package dev.weir.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What must be undone when the server stops, in reverse order of what was started. Every step
/// runs, whatever the others do; when all of them together take longer than five seconds the
/// process ends where it is, which costs nothing but a replay: what was acknowledged is in the
/// journal.
///
/// The main thread adds steps; [#stop()] runs once, on whichever thread comes first.
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final long STOP_LIMIT_MS = 4_800;

  /// Undoes one thing.
  @FunctionalInterface
  interface Closer {
    void close() throws Exception;
  }

  private record Step(String name, Closer closer) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private boolean stopped;

  /// Adds a step that [#stop()] runs before all those added earlier.
  synchronized void onStop(String name, Closer closer) {
    steps.push(new Step(name, closer));
  }

  /// Runs all steps, latest first. A second call does nothing.
  synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    Thread watchdog = Thread.ofPlatform().daemon().name("stop-watchdog").start(this::haltLate);
    long started = System.nanoTime();
    for (Step step : steps) {
      try {
        step.closer().close();
      } catch (Exception | LinkageError | AssertionError e) {
        LOG.error("stop_failed step={}", step.name(), e);
      }
    }
    watchdog.interrupt();
    LOG.info("stopped millis={}", (System.nanoTime() - started) / 1_000_000);
  }

  private void haltLate() {
    try {
      Thread.sleep(STOP_LIMIT_MS);
    } catch (InterruptedException e) {
      return;
    }
    LOG.error("stop_timeout limit_ms={}", STOP_LIMIT_MS);
    Runtime.getRuntime().halt(1);
  }
}
