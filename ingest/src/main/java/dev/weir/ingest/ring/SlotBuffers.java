package dev.weir.ingest.ring;

import java.util.ArrayDeque;

/// Keeps released [SlotBuffer]s for the next listener that needs one. Last in, first out: a quiet
/// server touches two or three of them, not one for every slot of the ring. How many exist at once
/// is bounded by the slots of the ring plus one for each listener, because each is in one of those.
///
/// Any thread; locks for the moment of a push or pop, once for 64 KiB.
public final class SlotBuffers {
  private final ArrayDeque<SlotBuffer> free = new ArrayDeque<>(); // guarded by this
  private int made; // guarded by this

  /// An empty buffer.
  public synchronized SlotBuffer take() {
    SlotBuffer buffer = free.pollLast();
    if (buffer == null) {
      made++;
      return new SlotBuffer(this);
    }
    return buffer;
  }

  synchronized void give(SlotBuffer buffer) {
    buffer.clear();
    free.addLast(buffer);
  }

  /// Bytes held by buffers, in use or free.
  public synchronized long sizeBytes() {
    return (long) made * SlotBuffer.SIZE_BYTES;
  }
}
