package dev.weir.perf.micro;

import dev.weir.storage.metrics.chunk.ChunkBuffer;
import dev.weir.storage.metrics.chunk.ChunkDecoder;
import dev.weir.storage.metrics.chunk.ChunkEncoder;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What does it cost to encode and decode a chunk, and how small does it get? One operation is one
/// chunk: divide by `samples`. Expected: tens of nanoseconds a sample to encode, a few to decode,
/// no allocation. The bytes are printed at set-up.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ChunkBenchmark {
  /// Samples of a chunk: two hours at ten seconds, and a full chunk.
  @Param({"720", "4096"})
  public int samples;

  /// What is measured: an integer that wanders, the same with two and six decimals, two counters,
  /// and doubles that are no decimals.
  @Param({
    "integer_walk",
    "two_decimals",
    "six_decimals",
    "bytes_counter",
    "requests_counter",
    "real"
  })
  public String shape = "integer_walk";

  private final SampleColumns source = new SampleColumns();
  private final SampleColumns decoded = new SampleColumns();
  private final ChunkEncoder encoder = new ChunkEncoder();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final ChunkBuffer buffer = new ChunkBuffer();
  private final ChunkBuffer scratch = new ChunkBuffer();

  @Setup
  public void fill() {
    var random = new Random(42);
    double walk = 50;
    long counter = 0;
    for (int i = 0; i < samples; i++) {
      walk = Math.clamp(walk + random.nextGaussian(), 0, 100);
      double value =
          switch (shape) {
            case "integer_walk" -> Math.floor(walk);
            case "two_decimals" -> Math.rint(walk * 1e2) / 1e2;
            case "six_decimals" -> Math.rint(walk * 1e6) / 1e6;
            case "bytes_counter" -> counter += random.nextInt(1 << 20);
            case "requests_counter" -> counter += random.nextInt(100);
            default -> walk / 3;
          };
      source.add(1_735_689_600_000L + i * 10_000L, value);
    }
    encoder.encode(source, 0, samples, buffer);
    System.out.printf(
        "%s, %d samples: %.3f bytes a sample%n",
        shape, samples, buffer.length() / (double) samples);
  }

  @Benchmark
  public int encode() {
    scratch.clear();
    encoder.encode(source, 0, samples, scratch);
    return scratch.length();
  }

  @Benchmark
  public int decode() {
    decoded.clear();
    decoder.decode(buffer.array(), 0, buffer.length(), TimeRange.ALL, decoded);
    return decoded.length();
  }
}
