package dev.weir.storage.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Fixed-width little-endian fields in a `byte[]`, at any alignment. Out of range throws
/// `IndexOutOfBoundsException`: the caller checks what comes from outside first.
public final class LittleEndian {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /// Two bytes, as an unsigned number.
  public static int getUnsignedShort(byte[] from, int at) {
    return (short) SHORT.get(from, at) & 0xffff;
  }

  public static int getInt(byte[] from, int at) {
    return (int) INT.get(from, at);
  }

  /// Four bytes, as an unsigned number.
  public static long getUnsignedInt(byte[] from, int at) {
    return (int) INT.get(from, at) & 0xffff_ffffL;
  }

  public static long getLong(byte[] from, int at) {
    return (long) LONG.get(from, at);
  }

  /// Writes the low two bytes of `value`.
  public static void putShort(byte[] into, int at, int value) {
    SHORT.set(into, at, (short) value);
  }

  public static void putInt(byte[] into, int at, int value) {
    INT.set(into, at, value);
  }

  public static void putLong(byte[] into, int at, long value) {
    LONG.set(into, at, value);
  }
}
