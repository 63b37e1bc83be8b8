package dev.weir.storage.model;

import java.util.Arrays;

/// Samples of one series as two parallel columns, grown as needed and reused. One thread at a time;
/// the arrays are shared with the caller, who reads indexes `0 .. length-1` only.
public final class SampleColumns {
  private long[] timestamps;
  private double[] values;
  private int length;

  public SampleColumns() {
    this(512);
  }

  public SampleColumns(int capacity) {
    timestamps = new long[capacity];
    values = new double[capacity];
  }

  /// Epoch milliseconds, ascending once a reader has filled this.
  public long[] timestamps() {
    return timestamps;
  }

  public double[] values() {
    return values;
  }

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
  }

  /// Cuts or, after the arrays were written directly, extends to `newLength`.
  public void setLength(int newLength) {
    assert newLength <= timestamps.length : newLength;
    length = newLength;
  }

  /// Makes room for `extra` more samples, keeping the present ones.
  public void reserve(int extra) {
    int needed = length + extra;
    if (needed > timestamps.length) {
      int capacity = Math.max(needed, timestamps.length * 2);
      timestamps = Arrays.copyOf(timestamps, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }

  public void add(long timestampMs, double value) {
    if (length == timestamps.length) {
      reserve(1);
    }
    timestamps[length] = timestampMs;
    values[length++] = value;
  }
}
