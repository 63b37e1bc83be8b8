package dev.weir.ingest.decode;

import java.util.Arrays;

/// Rows decoded from one payload: per sample the hash of its series key, where that key lies, time
/// and value. Columns grow as needed and are reused; one thread at a time owns a batch as it passes
/// from stage to stage.
///
/// `keyA` and `keyB` are for the decoder that wrote them: usually `offset << 32 | length` of slices
/// of [#source()] or [#scratch()], enough for [SampleDecoder#labels] to find the key again.
public final class SampleBatch {
  private byte[] source = new byte[0];
  private byte[] scratch = new byte[256];
  private int scratchLength;

  private long[] keyHigh = new long[64];
  private long[] keyLow = new long[64];
  private long[] keyA = new long[64];
  private long[] keyB = new long[64];
  private long[] timestamps = new long[64];
  private double[] values = new double[64];
  private int length;
  private final Refusals refusals = new Refusals();

  /// Empties the batch; rows to come refer to `source`.
  public void clear(byte[] source) {
    this.source = source;
    scratchLength = 0;
    length = 0;
    refusals.clear();
  }

  /// Lets go of columns larger than `keepCapacity` rows and of the source.
  public void shrink(int keepCapacity) {
    clear(new byte[0]);
    if (values.length > keepCapacity) {
      resize(keepCapacity);
    }
    if (scratch.length > keepCapacity) {
      scratch = new byte[256];
    }
  }

  /// Adds a sample; `timestampMs` is epoch milliseconds.
  public void add(long keyHigh, long keyLow, long keyA, long keyB, long timestampMs, double value) {
    int at = length;
    if (at == values.length) {
      resize(at * 2);
    }
    this.keyHigh[at] = keyHigh;
    this.keyLow[at] = keyLow;
    this.keyA[at] = keyA;
    this.keyB[at] = keyB;
    timestamps[at] = timestampMs;
    values[at] = value;
    length = at + 1;
  }

  /// Forgets the rows from `newLength` on: those of a line that turned out to be malformed.
  public void truncate(int newLength) {
    assert newLength <= length : newLength;
    length = newLength;
  }

  /// Copies bytes that are not contiguous in the source; returns their offset in [#scratch()].
  public int addScratch(byte[] bytes, int offset, int count) {
    if (scratchLength + count > scratch.length) {
      scratch = Arrays.copyOf(scratch, Math.max(scratchLength + count, scratch.length * 2));
    }
    System.arraycopy(bytes, offset, scratch, scratchLength, count);
    int at = scratchLength;
    scratchLength += count;
    return at;
  }

  /// Bytes of the scratch in use.
  public int scratchLength() {
    return scratchLength;
  }

  /// Packs a slice into one long.
  public static long slice(int offset, int length) {
    return ((long) offset << 32) | length;
  }

  public static int sliceOffset(long slice) {
    return (int) (slice >>> 32);
  }

  public static int sliceLength(long slice) {
    return (int) slice;
  }

  public byte[] source() {
    return source;
  }

  public byte[] scratch() {
    return scratch;
  }

  public int length() {
    return length;
  }

  public long[] keyHigh() {
    return keyHigh;
  }

  public long[] keyLow() {
    return keyLow;
  }

  public long[] keyA() {
    return keyA;
  }

  public long[] keyB() {
    return keyB;
  }

  public long[] timestamps() {
    return timestamps;
  }

  public double[] values() {
    return values;
  }

  /// What was malformed.
  public Refusals refusals() {
    return refusals;
  }

  private void resize(int capacity) {
    keyHigh = Arrays.copyOf(keyHigh, capacity);
    keyLow = Arrays.copyOf(keyLow, capacity);
    keyA = Arrays.copyOf(keyA, capacity);
    keyB = Arrays.copyOf(keyB, capacity);
    timestamps = Arrays.copyOf(timestamps, capacity);
    values = Arrays.copyOf(values, capacity);
  }
}
