package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [ValueCodec] does: take the values or leave them, and give back the same bits.
abstract class ValueCodecContract {
  abstract ValueCodec codec();

  /// Values that this codec must take.
  abstract double[] fitting(int count, long seed);

  static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  /// Values out of the way, each a column.
  static List<double[]> strangeColumns() {
    var columns = new ArrayList<double[]>();
    columns.add(new double[] {0});
    columns.add(new double[] {-0.0});
    columns.add(new double[] {Double.NaN});
    columns.add(new double[] {STALE});
    columns.add(new double[] {-0.0, 0.0, -0.0, 0.0});
    columns.add(new double[] {Double.NaN, STALE, Double.longBitsToDouble(0xfff8000000000123L)});
    columns.add(new double[] {Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY});
    columns.add(new double[] {Double.MIN_VALUE, Double.MAX_VALUE, -Double.MIN_VALUE, 1e-300});
    columns.add(new double[] {0.1, 0.2, 0.1 + 0.2, 1.0 / 3});
    columns.add(new double[] {9007199254740992.0, 9007199254740991.0, -9007199254740992.0});
    columns.add(new double[] {1e15, 1e16, 1e17, 1e18, 1e22, 1e300});
    columns.add(new double[] {1e-5, 1e-18, 123456.789012, -4.5});
    double[] mostlyGood = new double[1500];
    for (int i = 0; i < mostlyGood.length; i++) {
      mostlyGood[i] = i % 97 == 3 ? STALE : (i % 50) / 100.0;
    }
    columns.add(mostlyGood);
    double[] outlier = new double[600];
    for (int i = 0; i < outlier.length; i++) {
      outlier[i] = i;
    }
    outlier[300] = 1e12;
    outlier[301] = -1e12;
    columns.add(outlier);
    double[] wide = new double[200];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = (i & 1) == 0 ? 9e15 : -9e15;
    }
    columns.add(wide);
    double[] startsStrange = new double[40];
    Arrays.fill(startsStrange, 7);
    startsStrange[0] = Double.NaN;
    columns.add(startsStrange);
    return columns;
  }

  @Test
  void roundTrip_fittingValues_everyLength() {
    for (int count : new int[] {1, 2, 3, 4, 5, 17, 511, 512, 513, 1023, 1024, 1025, 2049, 8192}) {
      double[] values = fitting(count, count);
      assertTrue(roundTrip(values), "not taken: " + count);
    }
  }

  @Test
  void roundTrip_strangeValues_sameBitsOrNotTaken() {
    for (double[] column : strangeColumns()) {
      roundTrip(column);
    }
  }

  @Test
  void roundTrip_randomBits_sameBitsOrNotTaken() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      double[] values = new double[1 + random.nextInt(100)];
      int mask = random.nextInt(60);
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.longBitsToDouble(random.nextLong() >> mask << random.nextInt(4));
      }
      roundTrip(values);
    }
  }

  @Test
  void decode_anyPart_isThatPart() {
    double[] values = fitting(3000, 5);
    var out = new ChunkBuffer();
    assertTrue(codec().encode(values, 0, values.length, out));
    var random = new Random(2);
    for (int round = 0; round < 100; round++) {
      int from = random.nextInt(values.length);
      int to = from + 1 + random.nextInt(values.length - from);
      double[] part = new double[values.length];
      codec().decode(input(out), values.length, from, to, part, 0);
      for (int i = from; i < to; i++) {
        assertSameBits(values[i], part[i - from], i);
      }
    }
  }

  @Test
  void statistics_coverAllAndAgree() {
    var columns = new ArrayList<double[]>(strangeColumns());
    columns.add(fitting(3000, 6));
    for (double[] values : columns) {
      var out = new ChunkBuffer();
      if (codec().encode(values, 0, values.length, out)) {
        var checker = new StatisticsChecker(values);
        codec().statistics(input(out), values.length, checker);
        assertEquals(values.length, checker.next);
      }
    }
  }

  @Test
  void decode_truncated_throws() {
    double[] values = fitting(600, 7);
    var out = new ChunkBuffer();
    codec().encode(values, 0, values.length, out);
    for (int length = 0; length < out.length(); length++) {
      var in = new ChunkInput();
      in.reset(out.array(), 0, length);
      assertThrows(
          ChunkFormatException.class,
          () -> codec().decode(in, values.length, 0, values.length, new double[600], 0));
    }
  }

  private boolean roundTrip(double[] values) {
    var out = new ChunkBuffer();
    out.putByte(0x55);
    double[] shifted = new double[values.length + 3];
    System.arraycopy(values, 0, shifted, 3, values.length);
    if (!codec().encode(shifted, 3, shifted.length, out)) {
      assertEquals(1, out.length(), "a refusal leaves the buffer alone");
      return false;
    }
    var in = new ChunkInput();
    in.reset(out.array(), 1, out.length());
    double[] decoded = new double[values.length + 2];
    codec().decode(in, values.length, 0, values.length, decoded, 2);
    for (int i = 0; i < values.length; i++) {
      assertSameBits(values[i], decoded[i + 2], i);
    }
    return true;
  }

  static ChunkInput input(ChunkBuffer buffer) {
    var in = new ChunkInput();
    in.reset(buffer.array(), 0, buffer.length());
    return in;
  }

  static void assertSameBits(double expected, double actual, int index) {
    assertEquals(
        Double.doubleToRawLongBits(expected),
        Double.doubleToRawLongBits(actual),
        () -> "value " + index + ": " + expected + ", " + actual);
  }

  /// Compares statistics with a plain loop.
  private static final class StatisticsChecker implements StatisticsVisitor {
    private final double[] values;
    int next;

    StatisticsChecker(double[] values) {
      this.values = values;
    }

    @Override
    public void known(
        int from, int to, double min, double max, double sum, double first, double last) {
      assertEquals(next, from);
      next = to;
      double plainMin = values[from];
      double plainMax = values[from];
      double plainSum = 0;
      double magnitude = 0;
      for (int i = from; i < to; i++) {
        plainMin = Math.min(plainMin, values[i]);
        plainMax = Math.max(plainMax, values[i]);
        plainSum += values[i];
        magnitude += Math.abs(values[i]);
      }
      assertEquals(plainMin, min);
      assertEquals(plainMax, max);
      assertSameBits(values[from], first, from);
      assertSameBits(values[to - 1], last, to - 1);
      if (Double.isFinite(magnitude)) {
        assertEquals(plainSum, sum, magnitude * 1e-12);
      }
    }

    @Override
    public void unknown(int from, int to) {
      assertEquals(next, from);
      next = to;
    }
  }
}
