package dev.weir.ingest.decode;

import dev.weir.storage.model.LabelsBuilder;
import java.util.List;
import java.util.Random;

/// Feeds a decoder mutations of good input and random bytes. What must hold: no exception, rows
/// bounded by the input's length, slices inside their arrays.
public final class Fuzz {
  private static final byte[] SPECIAL =
      "\n\r\t ,=:;|@#\\\"{}[]-+.eE0123456789niu~!^<>\0\u007f"
          .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  /// Takes one mutated input; throws when something is wrong.
  public interface Target {
    void feed(byte[] bytes, int offset, int length);
  }

  private Fuzz() {}

  /// Runs `target` on `runs` inputs made from `seeds`. Prints the seed of the randomness.
  public static void run(String name, List<byte[]> seeds, int runs, Target target) {
    long seed = System.nanoTime();
    System.out.println(name + " fuzz seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < runs; i++) {
      byte[] input = mutate(seeds.get(random.nextInt(seeds.size())), random);
      try {
        target.feed(input, 0, input.length);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            name + " seed " + seed + " run " + i + ": " + java.util.HexFormat.of().formatHex(input),
            e);
      }
    }
  }

  /// Runs a decoder, asking for the labels of every row.
  public static void run(String name, SampleDecoder decoder, List<byte[]> seeds, int runs) {
    var batch = new SampleBatch();
    var payload = new Payload();
    var labels = new LabelsBuilder();
    run(
        name,
        seeds,
        runs,
        (bytes, offset, length) -> {
          batch.clear(bytes);
          decoder.decode(payload.set(bytes, offset, length, 1), batch);
          if (batch.length() > length || batch.scratchLength() > 700 * (length + 1)) {
            throw new AssertionError("too much: " + batch.length() + " rows");
          }
          for (int row = 0; row < batch.length(); row++) {
            if (decoder.labels(batch, row, labels.clear())) {
              labels.build();
            }
          }
        });
  }

  private static byte[] mutate(byte[] good, Random random) {
    int start = good.length == 0 ? 0 : random.nextInt(good.length);
    int length = Math.min(good.length - start, 1 + random.nextInt(300));
    byte[] bytes = new byte[length + random.nextInt(12)];
    System.arraycopy(good, start, bytes, 0, length);
    for (int i = length; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    for (int changes = random.nextInt(6); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = SPECIAL[random.nextInt(SPECIAL.length)];
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int count = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, count);
        }
        default -> bytes[at] = random.nextBoolean() ? (byte) 0xFF : 0;
      }
    }
    return bytes;
  }
}
