package dev.weir.ingest.statsd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Timers of one tenant: every value of the window up to a bound per timer, a [TimerSketch] beyond
/// it. Arrays come from a pool and go back when the window ends.
final class TimerSlots extends Slots {
  private static final int IS_SKETCH = -1;
  private static final int KEPT_SKETCHES = 16;

  private final int exactLimit;
  private final DoublePool pool;
  private double[][] values = new double[16][];
  private int[] lengths = new int[16];
  private double[] weights = new double[16];
  private @Nullable TimerSketch[] sketches = new @Nullable TimerSketch[16];
  private final TimerSketch[] keptSketches = new TimerSketch[KEPT_SKETCHES];
  private int keptSketchCount;

  TimerSlots(int exactLimit, DoublePool pool) {
    this.exactLimit = exactLimit;
    this.pool = pool;
  }

  /// Adds a value standing for `weight` events; false when there is no room for it.
  boolean add(int slot, double value, double weight) {
    see(slot);
    TimerSketch sketch = sketches[slot];
    if (sketch != null) {
      sketch.add(value);
    } else if (!addExact(slot, value)) {
      return false;
    }
    weights[slot] += weight;
    return true;
  }

  private boolean addExact(int slot, double value) {
    int length = lengths[slot];
    double[] array = values[slot];
    if (length >= exactLimit) {
      sketch(slot).add(value);
      return true;
    }
    if (array == null || length == array.length) {
      double[] larger = pool.borrow(array == null ? DoublePool.SMALLEST : length * 2);
      if (larger.length == 0) {
        return false;
      }
      if (array != null) {
        System.arraycopy(array, 0, larger, 0, length);
        pool.release(array);
      }
      values[slot] = larger;
      array = larger;
    }
    array[length] = value;
    lengths[slot] = length + 1;
    return true;
  }

  /// Turns the values of a timer into a sketch.
  private TimerSketch sketch(int slot) {
    TimerSketch sketch = keptSketchCount > 0 ? keptSketches[--keptSketchCount] : new TimerSketch();
    for (int i = 0; i < lengths[slot]; i++) {
      sketch.add(values[slot][i]);
    }
    sketches[slot] = sketch;
    dropValues(slot);
    return sketch;
  }

  /// Number of values this window, sketched ones included.
  long count(int slot) {
    TimerSketch sketch = sketches[slot];
    return sketch == null ? lengths[slot] : sketch.count();
  }

  /// The sketch, or null while the values themselves are kept.
  @Nullable TimerSketch findSketch(int slot) {
    return sketches[slot];
  }

  /// The values `0 .. count-1` of a timer that has some; may be sorted in place.
  double[] values(int slot) {
    return values[slot];
  }

  /// Sum of 1/rate.
  double weight(int slot) {
    return weights[slot];
  }

  private void dropValues(int slot) {
    if (values[slot] != null) {
      pool.release(values[slot]);
      Arrays.fill(values, slot, slot + 1, null);
    }
    lengths[slot] = 0;
  }

  @Override
  void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    weights = Arrays.copyOf(weights, capacity);
    sketches = Arrays.copyOf(sketches, capacity);
  }

  @Override
  void resetWindow(int slot) {
    dropValues(slot);
    weights[slot] = 0;
    TimerSketch sketch = sketches[slot];
    if (sketch != null) {
      if (keptSketchCount < KEPT_SKETCHES) {
        sketch.clear();
        keptSketches[keptSketchCount++] = sketch;
      }
      sketches[slot] = null;
    }
  }

  @Override
  void forget(int slot) {
    resetWindow(slot);
  }

  @Override
  void writeSlot(SnapshotWriter out, int slot) {
    out.putDouble(weights[slot]);
    TimerSketch sketch = sketches[slot];
    if (sketch != null) {
      out.putInt(IS_SKETCH);
      sketch.write(out);
      return;
    }
    out.putInt(lengths[slot]);
    for (int i = 0; i < lengths[slot]; i++) {
      out.putDouble(values[slot][i]);
    }
  }

  @Override
  void readSlot(SnapshotReader in, int slot) {
    weights[slot] = in.float64();
    int length = in.int32();
    if (length == IS_SKETCH) {
      var sketch = new TimerSketch();
      sketch.read(in);
      sketches[slot] = sketch;
      return;
    }
    if (length < 0) {
      throw in.damaged("timer of " + length + " values");
    }
    for (int i = 0; i < length; i++) { // limits may have been lowered: what is over them is lost
      double value = in.float64();
      TimerSketch sketch = sketches[slot];
      if (sketch != null) {
        sketch.add(value);
      } else {
        addExact(slot, value);
      }
    }
  }
}
