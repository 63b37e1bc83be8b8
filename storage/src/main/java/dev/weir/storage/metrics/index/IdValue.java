package dev.weir.storage.metrics.index;

import org.jspecify.annotations.Nullable;

/// A series id as Chronicle Map's value type; mutable, so that one object serves every look-up.
/// Public because Chronicle Map makes it by reflection from the file's header.
public final class IdValue {
  int id;

  /// The id 0, to be set.
  public IdValue() {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdValue that && id == that.id;
  }

  @Override
  public int hashCode() {
    return id;
  }
}
