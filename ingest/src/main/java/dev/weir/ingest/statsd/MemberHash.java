package dev.weir.ingest.statsd;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/// 128-bit hashes of set members under a seed that travels with snapshots (unlike that of
/// `KeyHash`, which is the process's): after a restart a member seen before must hash the same. The
/// empty member hashes as `0`, which is what the reference daemon makes of it. Any thread.
final class MemberHash {
  private static final byte[] ZERO = "0".getBytes(StandardCharsets.US_ASCII);

  private final long seed;
  private final Hasher64 high;
  private final Hasher64 low;

  MemberHash(long seed) {
    this.seed = seed;
    high = Hashing.xxh3_64(seed);
    low = Hashing.xxh3_64(~seed * 0x9E3779B97F4A7C15L);
  }

  long seed() {
    return seed;
  }

  long high(byte[] bytes, int offset, int length) {
    return length == 0 ? high.hashBytesToLong(ZERO) : high.hashBytesToLong(bytes, offset, length);
  }

  long low(byte[] bytes, int offset, int length) {
    return length == 0 ? low.hashBytesToLong(ZERO) : low.hashBytesToLong(bytes, offset, length);
  }
}
