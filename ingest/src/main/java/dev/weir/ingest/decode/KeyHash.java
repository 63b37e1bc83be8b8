package dev.weir.ingest.decode;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.weir.storage.model.Tenant;
import java.security.SecureRandom;

/// Hashes of raw series keys, 128 bits as two longs, under a seed chosen when the process starts:
/// equal bytes of one protocol and tenant always mean the same series, and no sender can aim for a
/// collision. At 2^32 keys the chance of any collision is below 2^-64, so the cache of series ids
/// needs no copy of the key.
///
/// A key may be composed of parts (Influx: measurement and tags once a line, field name once a
/// value): hash the parts, then combine.
public final class KeyHash {
  private static final long SEED = new SecureRandom().nextLong();
  private static final Hasher64 HIGH = Hashing.xxh3_64(SEED);
  private static final Hasher64 LOW = Hashing.xxh3_64(~SEED * 0x9E3779B97F4A7C15L);

  private KeyHash() {}

  /// Upper half of the hash of a part.
  public static long high(byte[] bytes, int offset, int length) {
    return HIGH.hashBytesToLong(bytes, offset, length);
  }

  /// Lower half of the hash of a part.
  public static long low(byte[] bytes, int offset, int length) {
    return LOW.hashBytesToLong(bytes, offset, length);
  }

  /// Combines the same half of two parts' hashes; order matters.
  public static long combine(long first, long second) {
    long h = first * 0x9E3779B97F4A7C15L + Long.rotateLeft(second, 31);
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return h ^ (h >>> 29);
  }

  /// What a protocol starts its keys from, so that neither tenants nor protocols share keys.
  public static long seed(String protocol, Tenant tenant) {
    byte[] text =
        (protocol + '\0' + tenant.name()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return high(text, 0, text.length);
  }
}
