package dev.weir.storage.metrics.chunk;

/// Common divisors: memory comes in pages, timestamps often in whole seconds.
final class Units {
  private Units() {}

  /// Divides all of `numbers[0 .. n-1]` by their greatest common divisor, which is returned; 1 when
  /// all are 0. Costs little where it finds nothing: it stops at the first proof of 1.
  static long divide(long[] numbers, int n) {
    long unit = 0;
    for (int i = 0; i < n && unit != 1; i++) {
      unit = gcd(unit, Math.abs(numbers[i]));
    }
    if (unit <= 1) {
      return 1;
    }
    for (int i = 0; i < n; i++) {
      numbers[i] /= unit;
    }
    return unit;
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    if (x != 0 && y % x == 0) {
      return x;
    }
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }
}
