package dev.weir.query.engine;

/// Computes one row at a time, with buffers of its own: one kernel per thread.
@FunctionalInterface
public interface RowKernel {
  /// Fills `out`, one value per step, absent ones being [Absent#VALUE].
  void compute(int index, double[] out);
}
