package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.ast.Timing;
import java.util.Arrays;

/// Slides the window of a range selector or subquery over the samples of a series, one pass for all
/// steps. One per thread.
final class WindowSweep {
  private final WindowFunction function;
  private final Steps steps;
  private final long rangeMs;
  private final Timing timing;
  private final long queryStartMs;
  private final long queryEndMs;
  private final double[][] parameters;
  private final Window window = new Window();

  /// `parameters` are the call's scalar arguments by step, at most two.
  WindowSweep(WindowFunction function, Steps steps, WindowShape shape, double[][] parameters) {
    this.function = function;
    this.steps = steps;
    this.rangeMs = shape.rangeMs();
    this.timing = shape.timing();
    this.queryStartMs = shape.queryStartMs();
    this.queryEndMs = shape.queryEndMs();
    this.parameters = parameters;
  }

  /// Width and place of the window, and the query's bounds for `@ start()` and `@ end()`.
  record WindowShape(long rangeMs, Timing timing, long queryStartMs, long queryEndMs) {
    /// The end of the window at evaluation time `evalMs`.
    long endMs(long evalMs) {
      return timing.windowEndMs(evalMs, queryStartMs, queryEndMs);
    }
  }

  /// Fills `out` from the first `length` samples.
  void compute(long[] times, double[] values, int length, double[] out) {
    if (length == 0) {
      Arrays.fill(out, Absent.VALUE);
      return;
    }
    Window w = window;
    w.times = times;
    w.values = values;
    w.length = length;
    w.from = 0;
    w.to = length;
    function.prepare(w);
    w.to = 0;
    boolean isFixed = timing.at() != null;
    for (int step = 0; step < out.length; step++) {
      w.evalMs = steps.timeMs(step);
      w.endMs = timing.windowEndMs(w.evalMs, queryStartMs, queryEndMs);
      w.startMs = w.endMs - rangeMs;
      if (step == 0 || !isFixed) {
        advance(w);
      }
      if (w.from == w.to) {
        out[step] = Absent.VALUE;
        continue;
      }
      if (parameters.length > 0) {
        w.first = parameters[0][step];
        w.second = parameters.length > 1 ? parameters[1][step] : 0;
      } else if (isFixed && step > 0) {
        out[step] = out[0];
        continue;
      }
      out[step] = function.apply(w);
    }
  }

  private static void advance(Window w) {
    long[] times = w.times;
    int to = w.to;
    while (to < w.length && times[to] <= w.endMs) {
      to++;
    }
    int from = w.from;
    while (from < to && times[from] <= w.startMs) {
      from++;
    }
    w.to = to;
    w.from = from;
  }
}
