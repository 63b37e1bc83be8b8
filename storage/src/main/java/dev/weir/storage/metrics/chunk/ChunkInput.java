package dev.weir.storage.metrics.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A cursor over bytes written by a [ChunkBuffer]. One thread at a time. Reading past the limit
/// throws [ChunkFormatException]; no length found in the bytes is believed before it was checked.
public final class ChunkInput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[ChunkBuffer.SLACK];
  private int position;
  private int limit;

  /// Starts over at `from`, ending before `to`. The array has [ChunkBuffer#SLACK] bytes more.
  public void reset(byte[] array, int from, int to) {
    if (from < 0 || from > to || to > array.length - ChunkBuffer.SLACK) {
      throw new IllegalArgumentException(
          "no such bytes: " + from + " to " + to + " of " + array.length);
    }
    bytes = array;
    position = from;
    limit = to;
  }

  /// The array given to [#reset].
  public byte[] array() {
    return bytes;
  }

  public int position() {
    return position;
  }

  public int limit() {
    return limit;
  }

  public int remaining() {
    return limit - position;
  }

  /// Moves to `newPosition`, which is at most the limit.
  public void position(int newPosition) {
    if (newPosition < 0 || newPosition > limit) {
      throw new ChunkFormatException("position past the end: " + newPosition + " of " + limit);
    }
    position = newPosition;
  }

  public int readByte() {
    if (position >= limit) {
      throw new ChunkFormatException("bytes end at " + limit);
    }
    return bytes[position++] & 0xFF;
  }

  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = readByte();
      value |= (b & 0x7FL) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new ChunkFormatException("varint too long at " + position);
  }

  /// A varint from 0 to `max`.
  public int readVarint(int max, String what) {
    long value = readVarint();
    if (value < 0 || value > max) {
      throw new ChunkFormatException(what + " out of range: " + value + ", limit " + max);
    }
    return (int) value;
  }

  public long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  public int readInt() {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= readByte() << shift;
    }
    return value;
  }

  public long readLong() {
    if (limit - position < 8) {
      throw new ChunkFormatException("bytes end at " + limit);
    }
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  /// The word at byte `at` of `array`, unaligned.
  static long word(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }
}
