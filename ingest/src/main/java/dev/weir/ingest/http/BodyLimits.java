package dev.weir.ingest.http;

/// Bounds on request bodies.
///
/// `compressedBytes` as sent, `inflatedBytes` once inflated, `ratio` between the two beyond the
/// first megabyte, `memoryBytes` of all bodies in flight together.
public record BodyLimits(long compressedBytes, int inflatedBytes, int ratio, long memoryBytes) {
  /// 32 MiB, 64 MiB, 250 to 1, 128 MiB. Deflate can do 1,032 to 1; real metrics stay below 100.
  public static final BodyLimits DEFAULT = new BodyLimits(32L << 20, 64 << 20, 250, 128L << 20);

  public BodyLimits {
    if (memoryBytes < inflatedBytes) {
      throw new IllegalArgumentException(
          "memory for bodies " + memoryBytes + " is less than one body may have: " + inflatedBytes);
    }
  }
}
