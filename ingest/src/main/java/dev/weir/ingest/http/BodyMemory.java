package dev.weir.ingest.http;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All memory that request bodies may use at once, and some of it kept for reuse: arrays of powers
/// of two up to 4 MiB, 16 MiB of them in all. Larger ones are left to the collector.
///
/// Any thread. Counts by capacity, so the bound is real.
public final class BodyMemory {
  private static final int SMALLEST_SHIFT = 14;
  private static final int LARGEST_KEPT_SHIFT = 22;
  private static final long KEPT_BYTES_MAX = 16L << 20;

  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();
  private final ArrayDeque<byte[]>[] kept; // guarded by this
  private long keptBytes; // guarded by this

  @SuppressWarnings({"unchecked", "rawtypes"})
  public BodyMemory(long limitBytes) {
    this.limitBytes = limitBytes;
    kept = new ArrayDeque[LARGEST_KEPT_SHIFT - SMALLEST_SHIFT + 1];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new ArrayDeque<>();
    }
  }

  /// An array of at least `size` bytes, or null when the limit does not allow it.
  byte @Nullable [] take(int size) {
    int shift = shift(size);
    int capacity = shift > 30 ? size : 1 << shift;
    long used = usedBytes.addAndGet(capacity);
    if (used > limitBytes) {
      usedBytes.addAndGet(-capacity);
      return null;
    }
    byte[] again = shift <= LARGEST_KEPT_SHIFT ? takeKept(shift) : null;
    return again != null ? again : new byte[capacity];
  }

  /// Takes back what [#take] gave.
  void give(byte[] array) {
    usedBytes.addAndGet(-array.length);
    int shift = shift(array.length);
    if (shift <= LARGEST_KEPT_SHIFT) {
      keep(shift, array);
    }
  }

  /// Bytes of bodies in flight.
  public long usedBytes() {
    return usedBytes.get();
  }

  private synchronized byte @Nullable [] takeKept(int shift) {
    byte[] array = kept[shift - SMALLEST_SHIFT].pollLast();
    if (array != null) {
      keptBytes -= array.length;
    }
    return array;
  }

  private synchronized void keep(int shift, byte[] array) {
    if (keptBytes + array.length <= KEPT_BYTES_MAX) {
      keptBytes += array.length;
      kept[shift - SMALLEST_SHIFT].addLast(array);
    }
  }

  private static int shift(int size) {
    return Math.max(SMALLEST_SHIFT, 32 - Integer.numberOfLeadingZeros(Math.max(1, size) - 1));
  }
}
