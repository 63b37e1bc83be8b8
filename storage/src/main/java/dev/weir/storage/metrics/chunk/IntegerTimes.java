package dev.weir.storage.metrics.chunk;

/// Irregular timestamps: what they are after the first, in units of their greatest common divisor,
/// as an integer column (delta-of-delta or delta, whichever is smaller).
///
/// ```
/// column = first signed | unit varint | integer column without statistics
/// ```
final class IntegerTimes implements TimeCodec {
  private final IntegerColumnEncoder encoder = new IntegerColumnEncoder();
  private final IntegerColumnDecoder decoder = new IntegerColumnDecoder();
  private final long[] numbers = new long[ResidualModel.MAX_COUNT];

  @Override
  public int id() {
    return 2;
  }

  @Override
  public boolean encode(long[] timestamps, int from, int to, ChunkBuffer out) {
    int n = to - from;
    long first = timestamps[from];
    for (int i = 0; i < n; i++) {
      numbers[i] = timestamps[from + i] - first;
    }
    long unit = Units.divide(numbers, n);
    int before = out.length();
    out.putSigned(first);
    out.putVarint(unit);
    if (!encoder.encode(numbers, n, false, out)) {
      out.setLength(before);
      return false;
    }
    return true;
  }

  @Override
  public void decode(ChunkInput in, int count, long[] out, int at) {
    long first = in.readSigned();
    long unit = in.readVarint();
    decoder.open(in, count);
    for (int b = 0; b < decoder.blocks(); b++) {
      decoder.decode(b, out, at + b * decoder.blockLength());
    }
    for (int i = at; i < at + count; i++) {
      out[i] = first + unit * out[i];
    }
  }
}
