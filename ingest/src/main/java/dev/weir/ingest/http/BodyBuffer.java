package dev.weir.ingest.http;

import dev.weir.ingest.ring.Resource;
import java.util.concurrent.atomic.AtomicInteger;

/// One body in memory from [BodyMemory]. Filled by the request's thread; then each piece in the
/// ring holds it until it is through, and so does the request's thread until it has answered. The
/// last to release gives the memory back.
final class BodyBuffer implements Resource, AutoCloseable {
  private static final int FIRST_BYTES = 16 << 10;

  private final BodyMemory memory;
  private final int limitBytes;
  private final AtomicInteger holders = new AtomicInteger(1);
  private byte[] bytes;
  private int length;

  /// A buffer for a body of about `expectedBytes`, which is no promise: memory is taken as the body
  /// comes in.
  BodyBuffer(BodyMemory memory, int limitBytes, long expectedBytes) throws BodyException {
    this.memory = memory;
    this.limitBytes = limitBytes;
    bytes = take(Math.clamp(expectedBytes, 1, FIRST_BYTES));
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Bytes that can be written at [#length()] now; at least one. Grows when it is full.
  int room() throws BodyException {
    if (length == bytes.length) {
      grow(length + 1);
    }
    return bytes.length - length;
  }

  /// Takes in bytes written at [#length()].
  void advance(int count) throws BodyException {
    length += count;
    if (length > limitBytes) {
      throw new BodyException(413, "body too large: more than " + limitBytes + " bytes");
    }
  }

  /// Makes room for exactly `size` bytes, of which all will be written.
  void allocate(int size) throws BodyException {
    if (size > bytes.length) {
      grow(size);
    }
  }

  /// One more holder.
  Resource hold() {
    holders.incrementAndGet();
    return this;
  }

  @Override
  public void release() {
    if (holders.decrementAndGet() == 0) {
      memory.give(bytes);
      bytes = new byte[0];
    }
  }

  /// The same, for the request's thread.
  @Override
  public void close() {
    release();
  }

  private void grow(int needed) throws BodyException {
    byte[] grown = take(Math.max(needed, (int) Math.min(bytes.length * 2L, 1 << 30)));
    System.arraycopy(bytes, 0, grown, 0, length);
    memory.give(bytes);
    bytes = grown;
  }

  private byte[] take(int size) throws BodyException {
    byte[] taken = memory.take(size);
    if (taken == null) {
      throw new BodyException(429, "memory for request bodies is used up, try again");
    }
    return taken;
  }
}
