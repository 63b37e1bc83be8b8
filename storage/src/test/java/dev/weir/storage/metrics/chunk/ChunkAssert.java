package dev.weir.storage.metrics.chunk;

import dev.weir.storage.model.SampleColumns;

/// Comparison of samples bit for bit.
public final class ChunkAssert {
  private ChunkAssert() {}

  public static void assertSame(SampleColumns expected, SampleColumns actual) {
    if (expected.length() != actual.length()) {
      throw new AssertionError(
          "expected " + expected.length() + " samples, got " + actual.length());
    }
    for (int i = 0; i < expected.length(); i++) {
      long bits = Double.doubleToRawLongBits(expected.values()[i]);
      long actualBits = Double.doubleToRawLongBits(actual.values()[i]);
      if (expected.timestamps()[i] != actual.timestamps()[i] || bits != actualBits) {
        throw new AssertionError(
            "sample %d: expected %d %s (%x), got %d %s (%x)"
                .formatted(
                    i,
                    expected.timestamps()[i],
                    expected.values()[i],
                    bits,
                    actual.timestamps()[i],
                    actual.values()[i],
                    actualBits));
      }
    }
  }
}
