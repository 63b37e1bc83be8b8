package dev.weir.query.engine;

/// Compensated summation after Kahan with Neumaier's improvement: the error of a sum does not grow
/// with the number of terms. One thread; meant to be a local that the JIT takes apart. Source: A.
/// Neumaier, ZAMM 54 (1974); the same steps as Prometheus' `kahansum.Inc`.
public final class Kahan {
  private double sum;
  private double compensation;

  /// Starts over.
  public void reset() {
    sum = 0;
    compensation = 0;
  }

  public void add(double term) {
    compensation = compensation(term, sum, compensation);
    sum += term;
  }

  public double value() {
    return value(sum, compensation);
  }

  /// The new compensation when `term` is added to `sum`.
  public static double compensation(double term, double sum, double compensation) {
    double total = sum + term;
    if (Double.isInfinite(total)) {
      return 0;
    }
    return Math.abs(sum) >= Math.abs(term)
        ? compensation + ((sum - total) + term)
        : compensation + ((term - total) + sum);
  }

  /// What a sum and its compensation amount to.
  public static double value(double sum, double compensation) {
    return Double.isInfinite(sum) ? sum : sum + compensation;
  }
}
