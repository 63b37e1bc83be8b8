package dev.weir.ingest.statsd;

import java.util.Arrays;

/// Counters of one tenant: sums of value by 1/rate, from 0 in each window.
final class CounterSlots extends Slots {
  private double[] sums = new double[16];

  void add(int slot, double amount) {
    sums[slot] += amount;
    see(slot);
  }

  double sum(int slot) {
    return sums[slot];
  }

  @Override
  void resize(int capacity) {
    sums = Arrays.copyOf(sums, capacity);
  }

  @Override
  void resetWindow(int slot) {
    sums[slot] = 0;
  }

  @Override
  void forget(int slot) {
    sums[slot] = 0;
  }

  @Override
  void writeSlot(SnapshotWriter out, int slot) {
    out.putDouble(sums[slot]);
  }

  @Override
  void readSlot(SnapshotReader in, int slot) {
    sums[slot] = in.float64();
  }
}
