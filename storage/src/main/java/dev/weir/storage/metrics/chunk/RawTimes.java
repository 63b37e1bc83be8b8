package dev.weir.storage.metrics.chunk;

/// Timestamps as they are, eight bytes each: for what no other codec takes.
final class RawTimes implements TimeCodec {
  @Override
  public int id() {
    return 0;
  }

  @Override
  public boolean encode(long[] timestamps, int from, int to, ChunkBuffer out) {
    for (int i = from; i < to; i++) {
      out.putLong(timestamps[i]);
    }
    return true;
  }

  @Override
  public void decode(ChunkInput in, int count, long[] out, int at) {
    for (int i = at; i < at + count; i++) {
      out[i] = in.readLong();
    }
  }
}
