package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whole chunks of random content. The seed is printed with a failure; `-Dweir.seed=` repeats it.
class ChunkProperties {
  private final long seed = Long.getLong("weir.seed", 20261120);
  private final Random random = new Random(seed);
  private final ChunkEncoder encoder = new ChunkEncoder();
  private final ChunkDecoder decoder = new ChunkDecoder();

  private SampleColumns randomSeries() {
    DataShapes[] shapes = DataShapes.values();
    int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 8192 : 800);
    int jitter = random.nextInt(3) == 0 ? 1 + random.nextInt(9000) : 0;
    SampleColumns samples =
        shapes[random.nextInt(shapes.length)].series(
            random.nextLong(), random.nextInt(), count, jitter);
    int strange = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
    for (int i = 0; i < strange; i++) {
      double[] column =
          ValueCodecContract.strangeColumns()
              .get(random.nextInt(ValueCodecContract.strangeColumns().size()));
      samples.values()[random.nextInt(count)] = column[random.nextInt(column.length)];
    }
    return samples;
  }

  @Test
  void decodeOfEncode_isTheSame_wholeAndInPart() {
    for (int round = 0; round < 300; round++) {
      SampleColumns samples = randomSeries();
      int n = samples.length();
      var out = new ChunkBuffer();
      encoder.encode(samples, 0, n, out);
      assertTrue(out.length() <= 16 * n + 32, "seed " + seed + ": " + out.length());
      var decoded = new SampleColumns(1);
      decoder.decode(out.array(), 0, out.length(), TimeRange.ALL, decoded);
      ChunkAssert.assertSame(samples, decoded);
      int from = random.nextInt(n);
      int to = from + random.nextInt(n - from);
      long start = samples.timestamps()[from];
      long end = samples.timestamps()[to];
      decoder.decode(out.array(), 0, out.length(), new TimeRange(start, end), decoded);
      var expected = new SampleColumns();
      for (int i = 0; i < n; i++) {
        expected.add(samples.timestamps()[i], samples.values()[i]);
      }
      for (int i = from; i < to; i++) {
        expected.add(samples.timestamps()[i], samples.values()[i]);
      }
      ChunkAssert.assertSame(expected, decoded);
    }
  }

  @Test
  void encode_partOfSeries_isThatPart() {
    for (int round = 0; round < 50; round++) {
      SampleColumns samples = randomSeries();
      int from = random.nextInt(samples.length());
      var out = new ChunkBuffer();
      encoder.encode(samples, from, samples.length(), out);
      assertEquals(samples.length() - from, decoder.sampleCount(out.array(), 0, out.length()));
      var decoded = new SampleColumns();
      decoder.decode(out.array(), 0, out.length(), TimeRange.ALL, decoded);
      var expected = new SampleColumns();
      for (int i = from; i < samples.length(); i++) {
        expected.add(samples.timestamps()[i], samples.values()[i]);
      }
      ChunkAssert.assertSame(expected, decoded);
    }
  }

  /// Chunks carry no checksum of their own: decoding damaged ones ends, stays within bounds and
  /// says so by the one exception, or gives other samples.
  @Test
  void decode_damaged_endsWell() {
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      SampleColumns samples = randomSeries();
      var out = new ChunkBuffer();
      encoder.encode(samples, 0, samples.length(), out);
      int flips = 1 + random.nextInt(3);
      for (int i = 0; i < flips; i++) {
        int reach = random.nextBoolean() ? Math.min(out.length(), 40) : out.length();
        out.array()[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
      }
      var decoded = new SampleColumns();
      decoded.add(1, 1);
      try {
        decoder.decode(out.array(), 0, out.length(), TimeRange.ALL, decoded);
      } catch (ChunkFormatException e) {
        refused++;
        assertEquals(1, decoded.length());
      }
      try {
        decoder.statistics(out.array(), 0, out.length(), new IgnoringVisitor());
      } catch (ChunkFormatException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused: " + refused);
  }

  private static final class IgnoringVisitor implements StatisticsVisitor {
    @Override
    public void known(
        int from, int to, double min, double max, double sum, double first, double last) {}

    @Override
    public void unknown(int from, int to) {}
  }
}
