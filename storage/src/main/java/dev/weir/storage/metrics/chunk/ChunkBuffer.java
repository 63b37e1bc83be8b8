package dev.weir.storage.metrics.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bytes being written: a growing array, little-endian, with bits packed from the lowest up. One
/// thread at a time; reused from chunk to chunk.
///
/// The array always extends at least [#SLACK] bytes past the content, so that decoders may load
/// whole words up to its end.
public final class ChunkBuffer {
  /// Bytes that must follow the content of any array given to a decoder.
  public static final int SLACK = 8;

  /// Most bits one [#putBits] takes.
  static final int MAX_BITS = 56;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1024];
  private int length;
  private long pendingBits;
  private int pendingCount;

  /// The content is `0 .. length-1`; the array is replaced when it grows.
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// Cuts the content, or extends it over bytes written to [#array] directly.
  public void setLength(int newLength) {
    assert pendingCount == 0 : pendingCount;
    if (newLength < 0 || newLength > bytes.length - SLACK) {
      throw new IllegalArgumentException("length outside the array: " + newLength);
    }
    length = newLength;
  }

  public void clear() {
    setLength(0);
  }

  /// Makes room for `extra` more bytes.
  public void reserve(int extra) {
    if (length + extra + SLACK > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + extra + SLACK, bytes.length * 2));
    }
  }

  public void putByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  /// Seven bits a byte, lowest first, the high bit set on all but the last (LEB128).
  public void putVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /// A varint whose lowest bit is the sign: small magnitudes take few bytes.
  public void putSigned(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  public void putInt(int value) {
    reserve(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  public void putLong(long value) {
    reserve(8);
    LONG.set(bytes, length, value);
    length += 8;
  }

  public void putBytes(byte[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /// Appends the lowest `width` bits of `value`, which has no others; at most [#MAX_BITS]. End with
  /// [#alignBits] before anything else is put.
  void putBits(long value, int width) {
    assert width <= MAX_BITS && value >>> width == 0 : width;
    reserve(8);
    pendingBits |= value << pendingCount;
    pendingCount += width;
    LONG.set(bytes, length, pendingBits);
    int whole = pendingCount >>> 3;
    length += whole;
    pendingBits >>>= whole << 3;
    pendingCount &= 7;
  }

  /// Stores a whole word at byte `at` of `array`.
  static void setWord(byte[] array, int at, long word) {
    LONG.set(array, at, word);
  }

  /// Fills the last byte with zero bits.
  void alignBits() {
    if (pendingCount > 0) {
      reserve(1);
      bytes[length++] = (byte) pendingBits;
      pendingBits = 0;
      pendingCount = 0;
    }
  }

  /// Number of bytes [#putVarint] takes.
  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }
}
