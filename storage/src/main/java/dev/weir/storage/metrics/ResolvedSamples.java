package dev.weir.storage.metrics;

import java.util.Arrays;

/// A batch of samples of many series, by series id, in arrival order: what the resolver produces,
/// the journal keeps and the head takes in. Columns grow as needed; one thread at a time.
public final class ResolvedSamples {
  private int[] series = new int[256];
  private long[] timestamps = new long[256];
  private double[] values = new double[256];
  private int length;

  public int[] series() {
    return series;
  }

  /// Epoch milliseconds.
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

  /// Forgets everything and lets go of arrays larger than `keepCapacity` samples.
  public void clear(int keepCapacity) {
    length = 0;
    if (series.length > keepCapacity) {
      series = new int[keepCapacity];
      timestamps = new long[keepCapacity];
      values = new double[keepCapacity];
    }
  }

  public void add(int seriesId, long timestampMs, double value) {
    int at = length;
    if (at == series.length) {
      reserve(1);
    }
    series[at] = seriesId;
    timestamps[at] = timestampMs;
    values[at] = value;
    length = at + 1;
  }

  /// Cuts or, after the arrays were written directly, extends to `newLength`.
  public void setLength(int newLength) {
    assert newLength >= 0 && newLength <= series.length : newLength;
    length = newLength;
  }

  /// Makes room for `extra` more.
  public void reserve(int extra) {
    int needed = length + extra;
    if (needed > series.length) {
      int capacity = Math.max(needed, series.length * 2);
      series = Arrays.copyOf(series, capacity);
      timestamps = Arrays.copyOf(timestamps, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }
}
