package dev.weir.ingest.decode;

/// Protobuf wire format, read where it lies: varints, field tags, skipping. Lengths are checked
/// against the end of the enclosing message before they are believed.
///
/// Positions are `int`; [#FAILED] in their place means that the message is malformed. A varint is
/// read in two steps, [#varintEnd] and [#varint], so that nothing need be allocated to return both
/// value and position.
///
/// Source: protobuf.dev, *Encoding*.
public final class Protobuf {
  public static final int FAILED = -1;
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  private Protobuf() {}

  /// Tag of the field at `at`, or a negative number; tags of more than one byte come out as
  /// [Integer#MAX_VALUE] with their wire type kept.
  public static int tag(byte[] bytes, int at, int end) {
    int next = varintEnd(bytes, at, end);
    if (next < 0) {
      return FAILED;
    }
    long tag = varint(bytes, at, next);
    return tag >= 0 && tag < 128 ? (int) tag : (int) (0x7FFF_FFF8L | (tag & 7));
  }

  /// Position after the varint at `at`, or [#FAILED].
  public static int varintEnd(byte[] bytes, int at, int end) {
    int limit = Math.min(end, at + 10);
    for (int i = at; i < limit; i++) {
      if (bytes[i] >= 0) {
        return i + 1;
      }
    }
    return FAILED;
  }

  /// The value of the varint in `bytes[at, varintEnd)`.
  public static long varint(byte[] bytes, int at, int varintEnd) {
    long value = 0;
    for (int i = varintEnd - 1; i >= at; i--) {
      value = (value << 7) | (bytes[i] & 0x7F);
    }
    return value;
  }

  /// Start of the contents of a length-delimited field whose length stands at `at`. The contents
  /// end where [#skip] says; [#FAILED] when the length points past `end`.
  public static int contents(byte[] bytes, int at, int end) {
    int start = varintEnd(bytes, at, end);
    if (start < 0) {
      return FAILED;
    }
    long length = varint(bytes, at, start);
    return length >= 0 && length <= end - start ? start : FAILED;
  }

  /// Position after the value of a field of `wireType` that begins at `at`, or [#FAILED].
  public static int skip(byte[] bytes, int at, int end, int wireType) {
    return switch (wireType) {
      case VARINT -> varintEnd(bytes, at, end);
      case FIXED64 -> end - at >= 8 ? at + 8 : FAILED;
      case FIXED32 -> end - at >= 4 ? at + 4 : FAILED;
      case BYTES -> {
        int start = contents(bytes, at, end);
        yield start < 0 ? FAILED : start + (int) varint(bytes, at, start);
      }
      default -> FAILED; // groups are long gone
    };
  }
}
