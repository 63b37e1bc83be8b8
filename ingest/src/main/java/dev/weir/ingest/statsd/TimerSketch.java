package dev.weir.ingest.statsd;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// A timer with too many values to keep: an HdrHistogram of thousandths (of milliseconds:
/// microseconds) with 3 significant digits, beside exact count, sum, sum of squares, minimum,
/// maximum and variance (Welford). Quantiles are thus off by at most 0.1 % of the value, or by
/// 0.001 near zero; values below 0 or above 2^62 thousandths share the outermost buckets. One
/// thread.
final class TimerSketch {
  private static final double SCALE = 1000;
  private static final double LARGEST = 0x1p62;
  private static final int MAX_ENCODED_BYTES = 1 << 20;

  private Histogram histogram = new Histogram(3);
  private long count;
  private double sum;
  private double sumSquares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;
  private double squaredDeviations;

  void add(double value) {
    histogram.recordValue(Math.round(Math.clamp(value * SCALE, 0.0, LARGEST)));
    count++;
    sum += value;
    sumSquares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    double deviation = value - mean;
    mean += deviation / count;
    squaredDeviations += deviation * (value - mean);
  }

  /// Empties this for another window.
  void clear() {
    histogram.reset();
    count = 0;
    sum = 0;
    sumSquares = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    mean = 0;
    squaredDeviations = 0;
  }

  long count() {
    return count;
  }

  double sum() {
    return sum;
  }

  double sumSquares() {
    return sumSquares;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  /// Population standard deviation.
  double deviation() {
    return Math.sqrt(squaredDeviations / count);
  }

  /// What the values of rank `first .. lastInclusive` (from 1, ascending) come to.
  RankStatistics ranks(long first, long lastInclusive) {
    long before = 0;
    double rankSum = 0;
    double rankSquares = 0;
    double low = max;
    double high = min;
    for (HistogramIterationValue step : histogram.recordedValues()) {
      long after = step.getTotalCountToThisValue();
      long used = Math.min(after, lastInclusive) - Math.max(before, first - 1);
      if (used > 0) {
        double value = value(step.getValueIteratedTo());
        rankSum += used * value;
        rankSquares += used * value * value;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      before = after;
    }
    return new RankStatistics(low, high, rankSum, rankSquares);
  }

  /// Values below `bound`.
  long countBelow(double bound) {
    if (bound > max) {
      return count;
    }
    long below = 0;
    for (HistogramIterationValue step : histogram.recordedValues()) {
      if (value(step.getValueIteratedTo()) >= bound) {
        break;
      }
      below = step.getTotalCountToThisValue();
    }
    return below;
  }

  private double value(long recorded) {
    return Math.clamp(histogram.medianEquivalentValue(recorded) / SCALE, min, max);
  }

  /// Statistics of a range of ranks; the boundary values are those of the lowest and highest.
  record RankStatistics(double low, double high, double sum, double sumSquares) {}

  void write(SnapshotWriter out) {
    out.putLong(count);
    out.putDouble(sum);
    out.putDouble(sumSquares);
    out.putDouble(min);
    out.putDouble(max);
    out.putDouble(mean);
    out.putDouble(squaredDeviations);
    ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    histogram.encodeIntoByteBuffer(encoded);
    encoded.flip();
    out.putInt(encoded.remaining());
    out.room(encoded.remaining()).put(encoded);
  }

  void read(SnapshotReader in) {
    count = in.int64();
    sum = in.float64();
    sumSquares = in.float64();
    min = in.float64();
    max = in.float64();
    mean = in.float64();
    squaredDeviations = in.float64();
    int length = in.count(1);
    if (length > MAX_ENCODED_BYTES) {
      throw in.damaged("histogram of " + length + " bytes");
    }
    try {
      histogram = Histogram.decodeFromByteBuffer(in.bytes(length), 0);
      histogram.setAutoResize(true);
    } catch (RuntimeException e) {
      throw in.damaged("histogram: " + e.getMessage());
    }
    if (histogram.getTotalCount() != count || !(min <= max)) {
      throw in.damaged("histogram of " + histogram.getTotalCount() + " values, not " + count);
    }
  }
}
