package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.metrics.AnnotatedDump;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The format does not change by accident: bytes of small chunks as on the page
/// `storage/docs/format/chunk.md`, sizes of larger ones.
class ChunkGoldenTest {
  private final ChunkEncoder encoder = new ChunkEncoder();

  private String encode(SampleColumns samples) {
    var out = new ChunkBuffer();
    encoder.encode(samples, 0, samples.length(), out);
    var decoded = new SampleColumns();
    new ChunkDecoder().decode(out.array(), 0, out.length(), TimeRange.ALL, decoded);
    ChunkAssert.assertSame(samples, decoded);
    return HexFormat.ofDelimiter(" ").formatHex(out.array(), 0, out.length());
  }

  private int size(DataShapes shape, int count) {
    var out = new ChunkBuffer();
    encoder.encode(shape.series(42, 1_700_000_000_000L, count), 0, count, out);
    return out.length();
  }

  private static SampleColumns samples(double... values) {
    var samples = new SampleColumns();
    for (int i = 0; i < values.length; i++) {
      samples.add(1_700_000_000_000L + 10_000L * i, values[i]);
    }
    return samples;
  }

  @Test
  void decimals() throws IOException {
    assertEquals(
        AnnotatedDump.read("chunk.md", "decimals"), encode(samples(21.5, 21.6, 21.4, 21.5, 21.9)));
  }

  @Test
  void constant() throws IOException {
    assertEquals(AnnotatedDump.read("chunk.md", "constant"), encode(samples(3, 3, 3)));
  }

  @Test
  void doubles() throws IOException {
    assertEquals(
        AnnotatedDump.read("chunk.md", "doubles"),
        encode(samples(0x1p-70, 0x1.8p-70, 0x1.8p-70, 0x1.cp-70, 1.1e-60)));
  }

  @Test
  void coded() throws IOException {
    double[] values = new double[65];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 16 == 1 ? 106 : i % 16 == 9 ? 90 : 100;
    }
    assertEquals(AnnotatedDump.read("chunk.md", "coded"), encode(samples(values)));
  }

  @Test
  void sizes() {
    var found = new StringBuilder();
    for (DataShapes shape : DataShapes.values()) {
      found.append("%s %d %d%n".formatted(shape, size(shape, 720), size(shape, 4320)));
    }
    String expected =
        """
        CPU_INTEGER 234 1278
        PERCENT_2_DECIMALS 838 4818
        LATENCY_6_DECIMALS 2042 12020
        COUNTER_BYTES 1844 10913
        COUNTER_REQUESTS 652 3714
        NOISE 5259 31292
        WALK_ALL_DIGITS 4761 27938
        MEMORY_PAGES 1935 11454
        STATE 140 645
        """;
    assertEquals(expected, found.toString());
  }
}
