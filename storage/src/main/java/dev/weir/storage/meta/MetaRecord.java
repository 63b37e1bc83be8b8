package dev.weir.storage.meta;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One record as it was at some moment. Immutable.
public final class MetaRecord {
  private final String kind;
  private final String id;
  private final long version;
  private final ByteBuffer value;

  /// Takes ownership of `value`.
  MetaRecord(String kind, String id, long version, ByteBuffer value) {
    this.kind = kind;
    this.id = id;
    this.version = version;
    this.value = value.asReadOnlyBuffer();
  }

  public String kind() {
    return kind;
  }

  public String id() {
    return id;
  }

  public long version() {
    return version;
  }

  /// The value, in a buffer of the caller's own.
  public ByteBuffer value() {
    return value.duplicate();
  }

  /// The value as UTF-8 text.
  public String text() {
    return StandardCharsets.UTF_8.decode(value()).toString();
  }

  int sizeBytes() {
    return value.remaining();
  }

  @Override
  public String toString() {
    return kind + "/" + id + " version " + version + ", " + value.remaining() + " bytes";
  }
}
