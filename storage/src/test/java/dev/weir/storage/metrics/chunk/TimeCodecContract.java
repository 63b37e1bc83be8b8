package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [TimeCodec] does: take ascending timestamps or leave them, and give them back.
abstract class TimeCodecContract {
  abstract TimeCodec codec();

  /// Timestamps that this codec must take.
  abstract long[] fitting(int count, long seed);

  @Test
  void roundTrip_fittingTimes_everyLength() {
    for (int count : new int[] {1, 2, 3, 4, 17, 511, 512, 513, 1024, 1025, 8192}) {
      assertTrue(roundTrip(fitting(count, count)), "not taken: " + count);
    }
  }

  @Test
  void roundTrip_strangeTimes_sameOrNotTaken() {
    roundTrip(new long[] {-TimeCodec.MAX_MAGNITUDE, TimeCodec.MAX_MAGNITUDE});
    roundTrip(new long[] {-TimeCodec.MAX_MAGNITUDE, 0, 1, 2, TimeCodec.MAX_MAGNITUDE});
    roundTrip(new long[] {0, 1, 1L << 40, (1L << 40) + 1, 1L << 41});
    roundTrip(new long[] {-5000, -4000, -1, 0, 1, 4_102_444_800_000L});
  }

  @Test
  void roundTrip_randomTimes_sameOrNotTaken() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      long[] times = new long[1 + random.nextInt(2000)];
      int bits = 1 + random.nextInt(38);
      long time = random.nextInt();
      for (int i = 0; i < times.length; i++) {
        times[i] = time;
        boolean regular = random.nextInt(10) < round % 10;
        time += regular ? 15_000 : 1 + (random.nextLong() >>> (64 - bits));
      }
      roundTrip(times);
    }
  }

  @Test
  void decode_truncated_throws() {
    long[] times = fitting(700, 3);
    var out = new ChunkBuffer();
    codec().encode(times, 0, times.length, out);
    for (int length = 0; length < out.length(); length++) {
      var in = new ChunkInput();
      in.reset(out.array(), 0, length);
      assertThrows(
          ChunkFormatException.class, () -> codec().decode(in, times.length, new long[700], 0));
    }
  }

  private boolean roundTrip(long[] times) {
    var out = new ChunkBuffer();
    out.putByte(0x55);
    if (!codec().encode(times, 0, times.length, out)) {
      assertEquals(1, out.length(), "a refusal leaves the buffer alone");
      return false;
    }
    var in = new ChunkInput();
    in.reset(out.array(), 1, out.length());
    long[] decoded = new long[times.length + 2];
    codec().decode(in, times.length, decoded, 2);
    for (int i = 0; i < times.length; i++) {
      assertEquals(times[i], decoded[i + 2], "timestamp " + i);
    }
    return true;
  }
}
