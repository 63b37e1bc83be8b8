package dev.weir.storage.metrics.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Staleness;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(16);

  private int lengthOf(double before, double value) {
    long previous = Double.doubleToRawLongBits(before);
    long bits = Double.doubleToRawLongBits(value);
    memory.fill((byte) 0xa5);
    int code = ValueCodec.encode(memory, 3, previous, bits);
    assertTrue(code >= 0 && code < 64, () -> "code " + code);
    long raw = memory.get(Slabs.LONG, 3);
    int length = ValueCodec.LENGTH[code];
    long noise = length == 8 ? 0 : -1L << (8 * length);
    assertEquals(bits, ValueCodec.decode(code, raw ^ noise, previous), () -> before + " " + value);
    return length;
  }

  @Test
  void encode_specialValues_comeBackBitForBit() {
    double[] special = {
      0.0,
      -0.0,
      1,
      -1,
      0.1,
      0.01,
      1e-6,
      12.34,
      -12.34,
      1e15,
      1e17,
      0x1p52,
      0x1p53,
      0x1p53 + 2,
      0x1p63,
      -0x1p63,
      0x1p64,
      Double.MAX_VALUE,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Math.PI,
      Double.NaN,
      Staleness.STALE_NAN,
      Double.longBitsToDouble(0xfff8000000000123L),
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e300,
      9.223372036854776e16
    };
    for (double before : special) {
      for (double value : special) {
        lengthOf(before, value);
      }
    }
  }

  @Test
  void encode_likelyData_isShort() {
    assertEquals(0, lengthOf(5, 5));
    assertEquals(1, lengthOf(5, 6));
    assertEquals(1, lengthOf(0, -63));
    assertEquals(2, lengthOf(100_000, 101_000));
    assertEquals(1, lengthOf(12.34, 12.35));
    assertEquals(1, lengthOf(12.3, 12));
    assertEquals(3, lengthOf(1.234567, 2.345678));
  }

  @Test
  void encode_randomBits_comeBackBitForBit() {
    long seed = 7;
    var random = new Random(seed);
    double before = 0;
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextInt(100_000) / 100.0;
            case 2 -> random.nextLong(1L << 40) / 1e6;
            case 3 -> Double.longBitsToDouble(random.nextLong());
            case 4 -> random.nextGaussian();
            default -> (double) random.nextLong();
          };
      lengthOf(before, value);
      before = value;
    }
  }
}
