package dev.weir.storage.metrics.chunk;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;

/// Reads chunks. One thread at a time; reuse it, its scratch memory is some 400 KB. Bytes that are
/// not a chunk get a [ChunkFormatException] and leave what was asked for unchanged.
public final class ChunkDecoder {
  private final TimeCodec[] timeCodecs = {new RawTimes(), new RunTimes(), new IntegerTimes()};
  private final ValueCodec[] valueCodecs = {
    new RawValues(), new ConstantValues(), new DecimalValues(), new XorValues()
  };
  private final ChunkInput times = new ChunkInput();
  private final ChunkInput values = new ChunkInput();
  private int count;
  private int timeCodec;
  private int valueCodec;

  /// Appends the samples of the chunk at `bytes[offset .. offset+length-1]` that lie in `range`.
  /// The array has [ChunkBuffer#SLACK] bytes more.
  public void decode(byte[] bytes, int offset, int length, TimeRange range, SampleColumns out) {
    int before = out.length();
    try {
      open(bytes, offset, length);
      out.reserve(count);
      long[] timestamps = out.timestamps();
      timeCodecs[timeCodec].decode(times, count, timestamps, before);
      int from = firstAtOrAfter(timestamps, before, before + count, range.startMs()) - before;
      int to = firstAtOrAfter(timestamps, before + from, before + count, range.endMs()) - before;
      if (from < to) {
        System.arraycopy(timestamps, before + from, timestamps, before, to - from);
        valueCodecs[valueCodec].decode(values, count, from, to, out.values(), before);
        out.setLength(before + to - from);
      }
    } catch (IndexOutOfBoundsException e) {
      throw new ChunkFormatException("chunk refers beyond itself", e);
    }
  }

  /// Number of samples of a chunk.
  public int sampleCount(byte[] bytes, int offset, int length) {
    open(bytes, offset, length);
    return count;
  }

  /// Tells `visitor` what is known of the values of each mini-block without decoding it.
  public void statistics(byte[] bytes, int offset, int length, StatisticsVisitor visitor) {
    try {
      open(bytes, offset, length);
      valueCodecs[valueCodec].statistics(values, count, visitor);
    } catch (IndexOutOfBoundsException e) {
      throw new ChunkFormatException("chunk refers beyond itself", e);
    }
  }

  private void open(byte[] bytes, int offset, int length) {
    times.reset(bytes, offset, offset + length);
    int kind = times.readByte();
    if (kind != ChunkEncoder.KIND_DOUBLES) {
      throw new ChunkFormatException("unknown kind of chunk: " + kind);
    }
    count = times.readVarint(ChunkEncoder.MAX_SAMPLES, "samples");
    timeCodec = times.readByte();
    valueCodec = times.readByte();
    if (count == 0 || timeCodec >= timeCodecs.length || valueCodec >= valueCodecs.length) {
      throw new ChunkFormatException(
          "unknown codecs or no samples: " + timeCodec + ", " + valueCodec + ", " + count);
    }
    int timeSize = times.readVarint(times.remaining(), "size of the time column");
    int timesAt = times.position();
    if (timeSize > times.remaining()) {
      throw new ChunkFormatException("time column longer than the chunk: " + timeSize);
    }
    values.reset(bytes, timesAt + timeSize, offset + length);
    times.reset(bytes, timesAt, timesAt + timeSize);
  }

  private static int firstAtOrAfter(long[] timestamps, int from, int to, long time) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestamps[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
