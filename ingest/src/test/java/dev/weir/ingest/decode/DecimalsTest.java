package dev.weir.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DecimalsTest {
  private static double parse(String text) {
    byte[] bytes = ("x" + text + "9").getBytes(StandardCharsets.UTF_8);
    return Decimals.parse(bytes, 1, bytes.length - 1);
  }

  private static void same(String text) {
    assertEquals(
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        Double.doubleToRawLongBits(parse(text)),
        text);
  }

  @Test
  void parse_numbers_equalsLibrary() {
    String[] texts = {
      "0",
      "-0",
      "+0.0",
      "1",
      "-17",
      "3.25",
      ".5",
      "5.",
      "-.5e1",
      "1e3",
      "1E-3",
      "1e+22",
      "1e23",
      "9007199254740992",
      "9007199254740993",
      "9007199254740993.0",
      "123456789012345678",
      "1234567890123456789",
      "18446744073709551615",
      "0.1",
      "0.30000000000000004",
      "2.2250738585072014e-308",
      "2.2250738585072011e-308",
      "4.9e-324",
      "2e-324",
      "1e-400",
      "1e400",
      "-1e400",
      "1.7976931348623157e308",
      "1.7976931348623159e308",
      "0.000000000000000000000000000000000000012345678901234567890123456789",
      "123456789012345678901234567890",
      "00000000000000000000000000000001",
      "8.5e22",
      "1e99999999999",
      "1e-99999999999",
      "0e99999999999",
      "9007199254740992.5",
      "9007199254740993.00000000000000000000000000000001",
      "5708990770823839207320493820740630171355185152001e-3"
    };
    for (String text : texts) {
      same(text);
    }
  }

  @Test
  void parse_noNumbers_areInvalid() {
    String[] texts = {
      "", "-", "+", ".", "-.", "e1", ".e1", "1e", "1e+", "1e1.", "1.2.3", "--1", "+-1", "1 ", " 1",
      "0x10", "nan", "inf", "1_000", "1,2", "1e1e1", "\u0661"
    };
    for (String text : texts) {
      assertTrue(Decimals.isInvalid(parse(text)), text);
    }
  }

  @Test
  void parse_randomNumbers_equalsLibrary() {
    long seed = System.nanoTime();
    System.out.println("DecimalsTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        same(Double.toString(value));
      }
      same(random.nextInt(1_000_000) + "." + random.nextInt(1_000_000));
      int digits = 1 + random.nextInt(30);
      var text = new StringBuilder(random.nextBoolean() ? "-" : "");
      int point = random.nextInt(digits + 1);
      for (int d = 0; d < digits; d++) {
        text.append(d == point ? "." : "").append(random.nextInt(10));
      }
      same(text + "e" + (random.nextInt(700) - 350));
    }
  }

  @Test
  void parse_halfwayPoints_areRoundedToEven() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (value < 1e300 && value > 1e-300) {
        var half =
            new java.math.BigDecimal(value).add(new java.math.BigDecimal(Math.nextUp(value)));
        same(half.divide(java.math.BigDecimal.TWO).toString());
      }
    }
  }
}
