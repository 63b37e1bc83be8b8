package dev.weir.storage.metrics.chunk;

/// Values as they are, eight bytes each: for what no other codec makes smaller.
final class RawValues implements ValueCodec {
  @Override
  public int id() {
    return 0;
  }

  @Override
  public boolean encode(double[] values, int from, int to, ChunkBuffer out) {
    for (int i = from; i < to; i++) {
      out.putLong(Double.doubleToRawLongBits(values[i]));
    }
    return true;
  }

  @Override
  public void decode(ChunkInput in, int count, int from, int to, double[] out, int at) {
    in.position(in.position() + 8 * from);
    for (int i = 0; i < to - from; i++) {
      out[at + i] = Double.longBitsToDouble(in.readLong());
    }
  }
}
