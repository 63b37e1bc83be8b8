package dev.weir.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers as Go's encoder writes them.
final class PointTextTest {
  private final PointText points = new PointText();

  private String value(double value) {
    points.clear();
    points.value(value);
    return new String(points.buffer(), 0, points.length());
  }

  private String time(long ms) {
    points.clear();
    points.timestamp(ms);
    return new String(points.buffer(), 0, points.length());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-1.5, -1.5",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "123456.789, 123456.789",
    "0.001, 0.001",
    "0.0001, 0.0001",
    "0.000001, 0.000001",
    "0.0000001, 1e-07",
    "1.5e-7, 1.5e-07",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1.25e22, 1.25e+22",
    "1e100, 1e+100",
    "5e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740993, 9007199254740992",
    "999999999999999.9, 999999999999999.9",
    "1e15, 1000000000000000",
    "12345678901234567, 12345678901234568",
    "Infinity, +Inf",
    "-Infinity, -Inf",
    "NaN, NaN"
  })
  void value_isWrittenAsGoDoes(double value, String text) {
    assertEquals(text, value(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1",
    "1795211591500, 1795211591.500",
    "4, 0.004",
    "1050, 1.050",
    "-1500, -1.500"
  })
  void timestamp_hasThreeDecimalsOrNone(long ms, String text) {
    assertEquals(text, time(ms));
  }

  @Test
  void value_readsBackExactly_andIsTheShortest() {
    long seed = 42;
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(1_000_000) / 1000.0;
            case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(-8, 22));
            default -> random.nextLong(1L << 52) / 1e6;
          };
      if (!Double.isFinite(value)) {
        continue;
      }
      String text = value(value);
      assertEquals(value, Double.parseDouble(text), "seed " + seed + " text " + text);
      assertEquals(
          significant(Double.toString(value)), significant(text), "seed " + seed + " " + text);
    }
  }

  /// Digits without sign, point, exponent and outer zeros.
  private static String significant(String text) {
    int mark = Math.max(text.indexOf('e'), text.indexOf('E'));
    String digits = (mark < 0 ? text : text.substring(0, mark)).replaceAll("[^0-9]", "");
    return digits.replaceFirst("^0+", "").replaceFirst("0+$", "");
  }
}
