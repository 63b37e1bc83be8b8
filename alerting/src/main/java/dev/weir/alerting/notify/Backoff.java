package dev.weir.alerting.notify;

import java.util.random.RandomGenerator;

/// Pauses after failures: half a second, each half as long again, at most a minute, give or take a
/// half so that many who failed together do not come back together.
final class Backoff {
  private static final double FIRST_MS = 500;
  private static final double FACTOR = 1.5;
  private static final double MAX_MS = 60_000;

  private Backoff() {}

  /// The pause after `failures` in a row, which is at least 1.
  static long delayMs(int failures, RandomGenerator random) {
    double delay = FIRST_MS * Math.pow(FACTOR, Math.min(failures - 1, 30));
    return (long) (Math.min(delay, MAX_MS) * (0.5 + random.nextDouble()));
  }
}
