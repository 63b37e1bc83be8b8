package dev.weir.ingest.statsd;

import java.util.Arrays;

/// Gauges of one tenant; their values outlive the window. A gauge that was deleted while idle is 0
/// and not set, which for what comes next is the same as one never seen.
final class GaugeSlots extends Slots {
  private double[] values = new double[16];

  /// Sets the gauge, or adds to it when `isSigned` and it has a value other than 0. (A NaN, from
  /// adding infinities, counts as none, as in JavaScript.)
  void set(int slot, double value, boolean isSigned) {
    double present = values[slot];
    boolean adds = isSigned && present != 0 && !Double.isNaN(present);
    values[slot] = adds ? present + value : value;
    see(slot);
  }

  double value(int slot) {
    return values[slot];
  }

  /// Takes the value away: `deleteGauges`.
  void unset(int slot) {
    values[slot] = 0;
  }

  @Override
  void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void resetWindow(int slot) {}

  @Override
  void forget(int slot) {
    values[slot] = 0;
  }

  @Override
  void writeSlot(SnapshotWriter out, int slot) {
    out.putDouble(values[slot]);
  }

  @Override
  void readSlot(SnapshotReader in, int slot) {
    values[slot] = in.float64();
  }
}
