package dev.weir.storage.metrics.chunk;

/// Timestamps at regular intervals with few interruptions: the first, then runs of equal steps.
///
/// ```
/// column = first signed | runs varint | per run: step varint | repetitions varint
/// ```
final class RunTimes implements TimeCodec {
  @Override
  public int id() {
    return 1;
  }

  @Override
  public boolean encode(long[] timestamps, int from, int to, ChunkBuffer out) {
    int most = 1 + (to - from) / 8;
    int runs = 0;
    long step = -1;
    for (int i = from + 1; i < to; i++) {
      long next = timestamps[i] - timestamps[i - 1];
      if (next != step) {
        step = next;
        if (++runs > most) {
          return false;
        }
      }
    }
    out.putSigned(timestamps[from]);
    out.putVarint(runs);
    int i = from + 1;
    while (i < to) {
      step = timestamps[i] - timestamps[i - 1];
      int begin = i++;
      while (i < to && timestamps[i] - timestamps[i - 1] == step) {
        i++;
      }
      out.putVarint(step);
      out.putVarint(i - begin);
    }
    return true;
  }

  @Override
  public void decode(ChunkInput in, int count, long[] out, int at) {
    long time = in.readSigned();
    int runs = in.readVarint(count, "runs");
    int end = at + count;
    int i = at;
    out[i++] = time;
    for (int run = 0; run < runs; run++) {
      long step = in.readVarint();
      int repetitions = in.readVarint(end - i, "repetitions");
      for (int last = i + repetitions; i < last; i++) {
        time += step;
        out[i] = time;
      }
    }
    if (i != end) {
      throw new ChunkFormatException("timestamps end early: " + (i - at) + " of " + count);
    }
  }
}
