package dev.weir.ingest.net;

import dev.weir.ingest.ring.Resource;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of frames that are too large for a slot may be on their way at once. Any thread.
final class FrameMemory {
  /// All frames of one listener.
  static final long LIMIT_BYTES = 32L << 20;

  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  FrameMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// True when `bytes` more may be on their way; they then count until they are given back.
  boolean tryTake(int bytes) {
    if (usedBytes.addAndGet(bytes) > limitBytes) {
      usedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /// Gives `bytes` back once the pipeline is done with them.
  Resource giveBack(int bytes) {
    return () -> usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
