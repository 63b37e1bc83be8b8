package dev.weir.query.promql;

/// A function over the samples of a window. May keep state for one series, so one object per
/// thread.
@FunctionalInterface
interface WindowFunction {
  /// The value at the window's step; [dev.weir.query.engine.Absent#VALUE] for none. The window
  /// holds at least one sample.
  double apply(Window window);

  /// Called once per series, before its windows, which then move forward only.
  default void prepare(Window wholeSeries) {}
}
