package dev.weir.storage.bytes;

import java.nio.ByteBuffer;

/// Variable-length integers: seven bits to a byte, least significant first, the high bit says that
/// more follow; one byte below 128, ten at most. Signed numbers are zigzag-mapped first, so that
/// small ones of either sign stay short. Source: Protocol Buffers' encoding, the same bytes.
///
/// Writing checks nothing beyond the array's own bounds: reserve [#MAX_BYTES] first. Reading from a
/// buffer checks everything and throws [CorruptDataException]; reading from an array is
/// [ByteReader]'s.
public final class VarInt {
  /// Longest encoding of a `long`.
  public static final int MAX_BYTES = 10;

  private VarInt() {}

  /// Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...
  public static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  /// The inverse of [#zigzag(long)].
  public static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  /// Bytes that `value`, taken as unsigned, needs.
  public static int sizeUnsigned(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7; // ceil(bits / 7) for bits in 1..64
  }

  /// Bytes that `value` needs as a signed number.
  public static int sizeSigned(long value) {
    return sizeUnsigned(zigzag(value));
  }

  /// Writes `value`, taken as unsigned, at `at`; returns the index after it.
  public static int putUnsigned(byte[] into, int at, long value) {
    long rest = value;
    int next = at;
    while ((rest & ~0x7fL) != 0) {
      into[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    into[next++] = (byte) rest;
    return next;
  }

  /// Writes `value` zigzag-mapped at `at`; returns the index after it.
  public static int putSigned(byte[] into, int at, long value) {
    return putUnsigned(into, at, zigzag(value));
  }

  /// Writes `value`, taken as unsigned, at the buffer's position.
  public static void putUnsigned(ByteBuffer into, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      into.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    into.put((byte) rest);
  }

  /// Writes `value` zigzag-mapped at the buffer's position.
  public static void putSigned(ByteBuffer into, long value) {
    putUnsigned(into, zigzag(value));
  }

  /// Reads an unsigned number at the buffer's position.
  public static long getUnsigned(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!from.hasRemaining()) {
        throw new CorruptDataException("number cut off at byte " + from.position());
      }
      byte next = from.get();
      if (shift == 63 && (next & 0xfe) != 0) {
        break;
      }
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptDataException("number longer than 64 bits at byte " + from.position());
  }

  /// Reads a zigzag-mapped number at the buffer's position.
  public static long getSigned(ByteBuffer from) {
    return unzigzag(getUnsigned(from));
  }
}
