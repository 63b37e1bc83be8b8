package dev.weir.query.engine;

import dev.weir.storage.io.Clock;
import java.util.ArrayList;
import java.util.List;

/// A tree of timed steps of one query. Steps begin and end on the query's own thread, properly
/// nested; costs a few hundred bytes a step. At most [#MAX_STEPS] are kept.
public final class QueryTrace {
  /// Steps beyond these are timed as part of their parent.
  public static final int MAX_STEPS = 1000;

  /// One step; `detail` says how much it handled.
  public static final class Step implements AutoCloseable {
    private final QueryTrace trace;
    private final String name;
    private final long startNanos;
    private final List<Step> children = new ArrayList<>(2);
    private String detail = "";
    private long durationNanos;

    private Step(QueryTrace trace, String name) {
      this.trace = trace;
      this.name = name;
      this.startNanos = trace.clock.nanoTime();
    }

    public void detail(String text) {
      detail = text;
    }

    public String name() {
      return name;
    }

    public String detail() {
      return detail;
    }

    public long durationNanos() {
      return durationNanos;
    }

    public List<Step> children() {
      return children;
    }

    @Override
    public void close() {
      durationNanos = trace.clock.nanoTime() - startNanos;
      if (trace.open.size() > 1 && trace.open.getLast() == this) {
        trace.open.removeLast();
      }
    }
  }

  private final Clock clock;
  private final List<Step> open = new ArrayList<>();
  private int count;

  public QueryTrace(Clock clock, String name) {
    this.clock = clock;
    open.add(new Step(this, name));
  }

  /// The outermost step.
  public Step root() {
    return open.getFirst();
  }

  /// Begins a step inside the innermost open one; close it when done.
  public Step begin(String name) {
    var step = new Step(this, name);
    if (++count <= MAX_STEPS) {
      open.getLast().children.add(step);
      open.add(step);
    }
    return step;
  }
}
