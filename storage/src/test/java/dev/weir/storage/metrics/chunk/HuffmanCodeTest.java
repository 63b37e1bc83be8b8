package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {
  private final HuffmanCode code = new HuffmanCode();

  private static int kraft(HuffmanCode code, int symbols) {
    int sum = 0;
    for (int s = 0; s < symbols; s++) {
      sum += code.length(s) == 0 ? 0 : 1 << (HuffmanCode.MAX_LENGTH - code.length(s));
    }
    return sum;
  }

  @Test
  void build_anyCounts_isCompleteAndDecodes() {
    var random = new Random(3);
    for (int round = 0; round < 300; round++) {
      int symbols = 2 + random.nextInt(round % 3 == 0 ? 511 : 40);
      int[] counts = new int[HuffmanCode.MAX_SYMBOLS];
      for (int s = 0; s < symbols; s++) {
        counts[s] = random.nextInt(3) == 0 ? 0 : 1 + (int) Math.pow(2, random.nextInt(13));
      }
      counts[0] = 1;
      counts[symbols - 1] = 1;
      code.build(counts, symbols);
      assertEquals(1 << HuffmanCode.MAX_LENGTH, kraft(code, symbols));
      var out = new ChunkBuffer();
      code.writeLengths(out);
      int lengthsEnd = out.length();
      long[] written = new long[500];
      for (int i = 0; i < written.length; i++) {
        int s = random.nextInt(symbols);
        while (counts[s] == 0) {
          s = random.nextInt(symbols);
        }
        written[i] = ((long) s << 3) - 100;
        out.putBits(code.code(s), code.length(s));
      }
      out.alignBits();
      var decoder = new HuffmanCode();
      var in = ValueCodecContract.input(out);
      decoder.readLengths(in);
      assertEquals(lengthsEnd, in.position());
      long[] read = new long[500];
      decoder.decode(out.array(), in.position(), 500, 3, -100, read, 0);
      assertArrayEquals(written, read);
    }
  }

  @Test
  void build_fibonacciCounts_staysWithinTheLimit() {
    int[] counts = new int[HuffmanCode.MAX_SYMBOLS];
    counts[0] = 1;
    counts[1] = 1;
    for (int s = 2; s < 30; s++) {
      counts[s] = counts[s - 1] + counts[s - 2];
    }
    code.build(counts, 30);
    for (int s = 0; s < 30; s++) {
      assertTrue(code.length(s) >= 1 && code.length(s) <= HuffmanCode.MAX_LENGTH);
    }
    assertEquals(1, code.length(29));
  }

  @Test
  void readLengths_notAPrefixCode_throws() {
    var out = new ChunkBuffer();
    out.putVarint(3);
    out.putByte(0x11);
    out.putByte(0x01);
    assertThrows(ChunkFormatException.class, () -> code.readLengths(ValueCodecContract.input(out)));
  }
}
