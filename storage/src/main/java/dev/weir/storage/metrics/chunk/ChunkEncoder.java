package dev.weir.storage.metrics.chunk;

import dev.weir.storage.model.SampleColumns;

/// Writes chunks: tries the codecs that may suit the data and keeps the smallest result. One thread
/// at a time; reuse it, its scratch memory is some 600 KB.
///
/// ```
/// chunk = kind u8 = 1 | samples varint | time codec u8 | value codec u8
///         | size of the time column varint | time column | value column
/// ```
public final class ChunkEncoder {
  /// Most samples of one chunk.
  public static final int MAX_SAMPLES = ResidualModel.MAX_COUNT;

  static final int KIND_DOUBLES = 1;

  private static final int MIN_SAMPLES_FOR_XOR_RACE = 8;

  private final TimeCodec[] timeCodecs = {new RunTimes(), new IntegerTimes()};
  private final TimeCodec rawTimes = new RawTimes();
  private final ValueCodec constant = new ConstantValues();
  private final ValueCodec decimal = new DecimalValues();
  private final ValueCodec xor = new XorValues();
  private final ValueCodec rawValues = new RawValues();
  private ChunkBuffer best = new ChunkBuffer();
  private ChunkBuffer trial = new ChunkBuffer();

  /// Appends a chunk of the samples `from .. to-1` of `in`, whose timestamps ascend strictly there;
  /// at least one, at most [#MAX_SAMPLES].
  public void encode(SampleColumns in, int from, int to, ChunkBuffer out) {
    if (to - from < 1 || to - from > MAX_SAMPLES) {
      throw new IllegalArgumentException(
          "samples of a chunk: " + (to - from) + ", limit " + MAX_SAMPLES);
    }
    out.putByte(KIND_DOUBLES);
    out.putVarint(to - from);
    int timeCodec = encodeTimes(in.timestamps(), from, to);
    out.putByte(timeCodec);
    int valueCodecAt = out.length();
    out.putByte(0);
    out.putVarint(best.length());
    out.putBytes(best.array(), 0, best.length());
    int valueCodec = encodeValues(in.values(), from, to);
    out.putBytes(best.array(), 0, best.length());
    out.array()[valueCodecAt] = (byte) valueCodec;
  }

  /// Leaves the smallest time column in `best`; returns its codec.
  private int encodeTimes(long[] timestamps, int from, int to) {
    best.clear();
    boolean inRange =
        Math.abs(timestamps[from]) <= TimeCodec.MAX_MAGNITUDE
            && Math.abs(timestamps[to - 1]) <= TimeCodec.MAX_MAGNITUDE;
    int chosen = -1;
    if (inRange) {
      for (TimeCodec codec : timeCodecs) {
        trial.clear();
        if (codec.encode(timestamps, from, to, trial) && isBetter(chosen)) {
          chosen = codec.id();
          keepTrial();
        }
        if (chosen == timeCodecs[0].id() && best.length() < 16) {
          break; // one or two runs: nothing can be smaller
        }
      }
    }
    if (chosen < 0) {
      rawTimes.encode(timestamps, from, to, best);
      chosen = rawTimes.id();
    }
    return chosen;
  }

  /// Leaves the smallest value column in `best`; returns its codec.
  private int encodeValues(double[] values, int from, int to) {
    best.clear();
    if (constant.encode(values, from, to, best)) {
      return constant.id();
    }
    int chosen = -1;
    int n = to - from;
    if (decimal.encode(values, from, to, best)) {
      chosen = decimal.id();
      if (best.length() <= 4 * n || n < MIN_SAMPLES_FOR_XOR_RACE) {
        return chosen; // XOR never comes below four bytes on numbers that decimals hold
      }
    }
    trial.clear();
    if (xor.encode(values, from, to, trial) && isBetter(chosen)) {
      chosen = xor.id();
      keepTrial();
    }
    if (best.length() > 8 * n) {
      best.clear();
      rawValues.encode(values, from, to, best);
      chosen = rawValues.id();
    }
    return chosen;
  }

  private boolean isBetter(int chosen) {
    return chosen < 0 || trial.length() < best.length();
  }

  private void keepTrial() {
    ChunkBuffer swap = best;
    best = trial;
    trial = swap;
  }
}
