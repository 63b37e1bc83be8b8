package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.Tenant;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplesRecordProperties {
  private static final int SHARDS = 64;

  @Test
  void decode_ofEncode_givesEveryBitBack() {
    var record = new SamplesRecord();
    for (long seed = 0; seed < 3000; seed++) {
      var random = new SplittableRandom(seed);
      var registry = new ListRegistry().known(random.nextInt(1, 3000));
      int fresh = random.nextInt(4);
      for (int i = 0; i < fresh; i++) {
        registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "fresh" + i));
      }
      var replayed = new ListRegistry().known(registry.seriesCount() - fresh);
      int engines = random.nextInt(1, 4);
      var sections = new ResolvedSamples[engines];
      int[] firstShards = new int[engines];
      for (int i = 0; i < engines; i++) {
        firstShards[i] = i * SHARDS / engines;
        sections[i] = randomSamples(random, registry.seriesCount());
      }
      int reserved = random.nextInt(3) * 9;
      ByteBuffer payload = record.encode(registry, sections, firstShards, SHARDS, reserved);
      payload.position(reserved);
      if (random.nextBoolean()) {
        payload = ByteBuffer.allocateDirect(payload.remaining()).put(payload).flip();
      }
      checkDecodes("seed " + seed, payload, replayed, sections, firstShards);
      assertEquals(registry.seriesCount(), replayed.seriesCount());
      int last = registry.seriesCount() - 1;
      assertEquals(registry.labels(last), replayed.labels(last));
    }
  }

  private static void checkDecodes(
      String message,
      ByteBuffer payload,
      SeriesRegistry registry,
      ResolvedSamples[] sections,
      int[] firstShards) {
    List<Integer> seen = new ArrayList<>();
    SamplesRecord.decode(
        payload,
        registry,
        new ResolvedSamples(),
        (first, last, samples) -> {
          int index = indexOf(firstShards, first);
          seen.add(index);
          assertEquals(index + 1 < firstShards.length ? firstShards[index + 1] - 1 : 63, last);
          assertSame(message, sections[index], samples);
        });
    List<Integer> filled = new ArrayList<>();
    for (int i = 0; i < sections.length; i++) {
      if (sections[i].length() > 0) {
        filled.add(i);
      }
    }
    assertEquals(filled, seen, message);
  }

  private static int indexOf(int[] values, int value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return fail("no section begins with shard " + value);
  }

  private static void assertSame(String message, ResolvedSamples expected, ResolvedSamples actual) {
    assertEquals(expected.length(), actual.length(), message);
    for (int i = 0; i < expected.length(); i++) {
      assertEquals(expected.series()[i], actual.series()[i], message);
      assertEquals(expected.timestamps()[i], actual.timestamps()[i], message);
      assertEquals(
          Double.doubleToRawLongBits(expected.values()[i]),
          Double.doubleToRawLongBits(actual.values()[i]),
          message);
    }
  }

  private static ResolvedSamples randomSamples(SplittableRandom random, int seriesCount) {
    var samples = new ResolvedSamples();
    int count = random.nextInt(5) == 0 ? 0 : random.nextInt(1, 600);
    int shape = random.nextInt(4);
    long timestamp = random.nextInt(8) == 0 ? random.nextLong() : 1_700_000_000_000L;
    for (int i = 0; i < count; i++) {
      int series = shape == 0 ? i % seriesCount : random.nextInt(seriesCount);
      timestamp += shape == 1 ? 10_000 : shape == 2 ? random.nextLong() : 0;
      samples.add(series, timestamp, randomValue(random));
    }
    return samples;
  }

  private static double randomValue(SplittableRandom random) {
    return switch (random.nextInt(10)) {
      case 0 -> 0.0;
      case 1 -> -0.0;
      case 2 -> Staleness.STALE_NAN;
      case 3 -> Double.longBitsToDouble(0x7ff8000000000000L | random.nextLong());
      case 4 -> Double.longBitsToDouble(random.nextLong());
      case 5 -> random.nextInt();
      case 6 -> random.nextInt(100) / 4.0;
      case 7 -> Double.POSITIVE_INFINITY;
      case 8 -> Double.MIN_VALUE;
      default -> random.nextDouble();
    };
  }

  @Test
  void damagedBytes_areRefusedOrHarmless_andAllocateLittle() {
    var record = new SamplesRecord();
    for (long seed = 0; seed < 20_000; seed++) {
      var random = new SplittableRandom(seed);
      byte[] bytes;
      if (random.nextInt(3) == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 0) {
          bytes[0] = 1;
        }
      } else {
        var registry = new ListRegistry().known(10);
        registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "fresh"));
        var samples = new ResolvedSamples();
        for (int i = 0; i < random.nextInt(1, 40); i++) {
          samples.add(i % 11, 1000L * i, randomValue(random));
        }
        ByteBuffer payload = record.encode(registry, samples, SHARDS);
        bytes = new byte[random.nextInt(1, payload.remaining() + 1)];
        payload.get(bytes);
        for (int i = random.nextInt(4); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      var into = new ResolvedSamples();
      try {
        SamplesRecord.decode(
            ByteBuffer.wrap(bytes), new ListRegistry().known(10), into, (first, last, s) -> {});
      } catch (CorruptDataException e) {
        // as it should
      }
      assertTrue(into.series().length <= Math.max(256, bytes.length * 2), "seed " + seed);
    }
  }

  @Test
  void cutOff_atEveryByte_isRefused() {
    var registry = new ListRegistry().known(10);
    var samples = new ResolvedSamples();
    for (int i = 0; i < 9; i++) {
      samples.add(i, 1_000_000L + (long) i * i, i * 0.1);
    }
    ByteBuffer payload = new SamplesRecord().encode(registry, samples, SHARDS);
    for (int length = 0; length < payload.limit(); length++) {
      ByteBuffer cut = payload.duplicate().limit(length);
      assertThrows(
          CorruptDataException.class,
          () -> SamplesRecord.decode(cut, registry, new ResolvedSamples(), (a, b, s) -> {}),
          "length " + length);
    }
  }

  @Test
  void unknownSeries_areRefused() {
    var samples = new ResolvedSamples();
    samples.add(9, 1, 1);
    samples.add(3, 1, 1);
    ByteBuffer payload = new SamplesRecord().encode(new ListRegistry().known(10), samples, SHARDS);
    assertThrows(
        CorruptDataException.class,
        () ->
            SamplesRecord.decode(
                payload, new ListRegistry().known(9), new ResolvedSamples(), (a, b, s) -> {}));
  }

  @Test
  void tooMany_areRefused_andNothingIsDrained() {
    var registry = new ListRegistry().known(1);
    registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "fresh"));
    var samples = new ResolvedSamples();
    samples.reserve(SamplesRecord.MAX_SAMPLES + 1);
    samples.setLength(SamplesRecord.MAX_SAMPLES + 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SamplesRecord().encode(registry, samples, SHARDS));
    assertTrue(registry.hasNewDefinitions());
  }

  @Test
  void buffer_shrinksAfterALargePayload() {
    var registry = new ListRegistry().known(1);
    var record = new SamplesRecord();
    var large = new ResolvedSamples();
    large.reserve(100_000);
    large.setLength(100_000);
    var small = new ResolvedSamples();
    small.add(0, 1, 2);
    int grown = record.encode(registry, large, SHARDS).capacity();
    for (int i = 0; i < 1024 * 12; i++) {
      record.encode(registry, small, SHARDS);
    }
    ByteBuffer payload = record.encode(registry, small, SHARDS);
    assertTrue(payload.capacity() * 8 < grown, grown + " to " + payload.capacity());
    checkDecodes("small", payload, registry, new ResolvedSamples[] {small}, new int[1]);
  }

  @Test
  void steadyState_allocatesNothingPerSample() {
    var registry = new ListRegistry().known(1000);
    var samples = new ResolvedSamples();
    for (int i = 0; i < 10_000; i++) {
      samples.add(i % 1000, 1_700_000_000_000L + i, i * 0.37);
    }
    var record = new SamplesRecord();
    var into = new ResolvedSamples();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SamplesRecord.Visitor visitor = (first, last, section) -> {};
    long allocated = 0;
    for (int round = 0; round < 30; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20; i++) {
        SamplesRecord.decode(record.encode(registry, samples, SHARDS), registry, into, visitor);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(allocated < 20 * 512, "bytes for 20 records of 10,000 samples: " + allocated);
  }
}
