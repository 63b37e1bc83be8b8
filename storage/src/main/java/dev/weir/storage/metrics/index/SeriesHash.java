package dev.weir.storage.metrics.index;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/// The dictionary's 128-bit hash of canonical keys: two XXH3 hashes of 64 bits under two seeds that
/// stand in the store's header and that no sender knows. Two series of one store share a hash with
/// probability below 2^-64 even at 2^32 series, so the dictionary keeps no keys. Stateless.
final class SeriesHash {
  private final Hasher64 highHasher;
  private final Hasher64 lowHasher;

  SeriesHash(long seed0, long seed1) {
    highHasher = Hashing.xxh3_64(seed0);
    lowHasher = Hashing.xxh3_64(seed1);
  }

  long high(SeriesKey key) {
    return highHasher.hashBytesToLong(key.bytes(), 0, key.length());
  }

  long low(SeriesKey key) {
    return lowHasher.hashBytesToLong(key.bytes(), 0, key.length());
  }
}
