package dev.weir.storage.metrics.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
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
  void decimals() {
    assertEquals(
        "?",
        encode(samples(21.5, 21.6, 21.4, 21.5, 21.9)));
  }

  @Test
  void constant() {
    assertEquals("?", encode(samples(3, 3, 3)));
  }

  @Test
  void doubles() {
    assertEquals("?", encode(samples(Math.PI, Math.E, Math.E)));
  }

  @Test
  void coded() {
    double[] values = new double[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 12 == 0 ? 7 : i % 5 == 0 ? 6 : 5;
    }
    assertEquals("?", encode(samples(values)));
  }

  @Test
  void sizes() {
    int[][] expected = {};
    DataShapes[] shapes = DataShapes.values();
    var found = new StringBuilder();
    for (DataShapes shape : shapes) {
      found.append(size(shape, 720)).append(' ').append(size(shape, 4320)).append('\n');
    }
    assertEquals("?", found.toString());
    assertEquals(0, expected.length);
  }
}
