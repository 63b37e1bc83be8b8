package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// One value, bit for bit, for all samples.
///
/// ```
/// column = bits u64
/// ```
final class ConstantValues implements ValueCodec {
  @Override
  public int id() {
    return 1;
  }

  @Override
  public boolean encode(double[] values, int from, int to, ChunkBuffer out) {
    long bits = Double.doubleToRawLongBits(values[from]);
    for (int i = from + 1; i < to; i++) {
      if (Double.doubleToRawLongBits(values[i]) != bits) {
        return false;
      }
    }
    out.putLong(bits);
    return true;
  }

  @Override
  public void decode(ChunkInput in, int count, int from, int to, double[] out, int at) {
    Arrays.fill(out, at, at + to - from, Double.longBitsToDouble(in.readLong()));
  }

  @Override
  public void statistics(ChunkInput in, int count, StatisticsVisitor visitor) {
    double value = Double.longBitsToDouble(in.readLong());
    if (Double.isNaN(value)) {
      visitor.unknown(0, count);
    } else {
      visitor.known(0, count, value, value, value * count, value, value);
    }
  }
}
