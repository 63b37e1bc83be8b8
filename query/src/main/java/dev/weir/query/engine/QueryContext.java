package dev.weir.query.engine;

import dev.weir.storage.io.Clock;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything one running query carries: whose it is, what it may still spend, when it must end,
/// its trace and annotations. One per request; any thread may charge, check or cancel it.
///
/// Bound to the asking thread by [#run]; code that runs elsewhere is given it by hand. Hot loops
/// read it once.
public final class QueryContext implements QueryBudget {
  private static final ScopedValue<QueryContext> CURRENT = ScopedValue.newInstance();

  private final QueryLimits limits;
  private final Clock clock;
  private final Tenant tenant;
  private final QueryTrace trace;
  private final Annotations annotations = new Annotations();
  private final long deadlineNanos;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong series = new AtomicLong();
  private final AtomicLong memoryBytes = new AtomicLong();
  private final AtomicLong peakMemoryBytes = new AtomicLong();
  private volatile boolean cancelled;

  public QueryContext(QueryLimits limits, Clock clock, Tenant tenant) {
    this.limits = limits;
    this.clock = clock;
    this.tenant = tenant;
    this.trace = new QueryTrace(clock, "query");
    this.deadlineNanos = clock.nanoTime() + limits.timeout().toNanos();
  }

  /// The context of the query this thread is evaluating.
  public static QueryContext current() {
    return CURRENT.get();
  }

  /// The context of the query this thread is evaluating, if any.
  public static @Nullable QueryContext currentOrNull() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /// Evaluates `work` with this context bound.
  public <T> T run(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  public QueryLimits limits() {
    return limits;
  }

  public Tenant tenant() {
    return tenant;
  }

  public QueryTrace trace() {
    return trace;
  }

  public Annotations annotations() {
    return annotations;
  }

  /// Nanoseconds left; negative when over.
  public long remainingNanos() {
    return deadlineNanos - clock.nanoTime();
  }

  /// Samples decoded so far.
  public long samples() {
    return samples.get();
  }

  /// Series selected so far.
  public long series() {
    return series.get();
  }

  /// The most bytes of rows held at one time.
  public long peakMemoryBytes() {
    return peakMemoryBytes.get();
  }

  /// Makes every later check throw; the client has left.
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void chargeSeries(long count) {
    if (series.addAndGet(count) > limits.maxSeries()) {
      throw overLimit("query processing would load too many series", limits.maxSeries());
    }
  }

  @Override
  public void chargeSamples(long count) {
    if (samples.addAndGet(count) > limits.maxSamples()) {
      throw overLimit("query processing would load too many samples", limits.maxSamples());
    }
  }

  /// Charges rows about to be held.
  public void chargeMemory(long bytes) {
    long held = memoryBytes.addAndGet(bytes);
    if (held > limits.maxMemoryBytes()) {
      throw overLimit(
          "query processing would hold too many bytes in memory", limits.maxMemoryBytes());
    }
    if (held > peakMemoryBytes.get()) {
      peakMemoryBytes.accumulateAndGet(held, Math::max);
    }
  }

  /// Gives back what was charged for rows no longer held.
  public void releaseMemory(long bytes) {
    memoryBytes.addAndGet(-bytes);
  }

  @Override
  public void check() {
    if (cancelled) {
      throw new QueryException(QueryException.Kind.CANCELED, "query was canceled");
    }
    if (remainingNanos() < 0) {
      throw new QueryException(
          QueryException.Kind.TIMEOUT,
          "query timed out in expression evaluation: limit " + limits.timeout().toMillis() + " ms");
    }
  }

  private static QueryException overLimit(String what, long limit) {
    return QueryException.execution(what + ": limit " + limit);
  }
}
