package dev.weir.storage.metrics.index;

import org.jspecify.annotations.Nullable;

/// A 128-bit hash as Chronicle Map's key type; mutable, so that one object serves every look-up.
/// Public because Chronicle Map makes it by reflection from the file's header.
public final class HashKey {
  long high;
  long low;

  /// The hash 0, to be set.
  public HashKey() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HashKey that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(low);
  }
}
