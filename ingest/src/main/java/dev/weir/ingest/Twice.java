package dev.weir.ingest;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Does something for both pipelines at once: for samples on the calling thread, for log lines on
/// one of its own.
final class Twice {
  private Twice() {}

  /// What is done.
  interface Work {
    void run() throws IOException;
  }

  /// Returns when both have ended; throws what failed, the second failure as suppressed.
  static void run(String name, Work ofSamples, Work ofLogs) throws IOException {
    FutureTask<@Nullable Exception> logs = new FutureTask<>(() -> failureOf(ofLogs));
    Thread.ofPlatform().name(name).daemon().start(logs);
    Exception failed = failureOf(ofSamples);
    try {
      Exception other = logs.get();
      if (failed == null) {
        failed = other;
      } else if (other != null) {
        failed.addSuppressed(other);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("BUG: " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + name, e);
    }
    switch (failed) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new IllegalStateException("BUG: " + name, failed);
    }
  }

  private static @Nullable Exception failureOf(Work work) {
    try {
      work.run();
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }
}
