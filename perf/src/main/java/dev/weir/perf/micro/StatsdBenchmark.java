package dev.weir.perf.micro;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What does one statsd line cost, parsed and applied to its window? One operation is one line.
/// Expected: about 100 ns and no allocation for names seen before; the reference daemon needs 1,200
/// to 4,200 ns.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StatsdBenchmark {
  private static final int LINES = 46 * 20;

  /// Different names: in the cache, and not.
  @Param({"1000", "100000"})
  public int names;

  /// `mixed` is 70 % counters, 20 % timers, 10 % gauges.
  @Param({"counters", "timers", "mixed"})
  public String kind = "mixed";

  private final StatsdAggregator windows =
      new StatsdAggregator(StatsdSettings.defaults(), Clock.SYSTEM, new MetricRegistry());
  private final Payload payload = new Payload();
  private final Refusals refusals = new Refusals();
  private byte[] lines = new byte[0];
  private long now = 1_735_689_600_000L;

  @Setup
  public void fill() {
    var random = new Random(42);
    var text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("bench.service.metric").append(random.nextInt(names));
      int share = kind.equals("counters") ? 0 : kind.equals("timers") ? 8 : random.nextInt(10);
      if (share < 7) {
        text.append(":1|c\n");
      } else if (share < 9) {
        text.append(":").append(random.nextInt(500)).append("|ms\n");
      } else {
        text.append(":").append(random.nextInt(100)).append("|g\n");
      }
    }
    lines = text.toString().getBytes(StandardCharsets.US_ASCII);
    payload.set(lines, 0, lines.length, now);
  }

  /// Timers keep their values until the flush: bound them as operation does.
  @TearDown(Level.Iteration)
  public void flush() {
    now += 10_000;
    windows.flush(now);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public int apply() {
    windows.apply(payload, refusals);
    return refusals.total();
  }
}
