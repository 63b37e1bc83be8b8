package dev.weir.storage.metrics;

import dev.weir.storage.metrics.ShardEngine.OpenPartition;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which open partitions to flush, and as which blocks. Pure functions over a list of the open
/// partitions, ascending by time and summed over the engines.
///
/// - **Passed**: the partition's time is over and nothing was written to it lately. A partition of
///   substance goes a minute after its last sample; a small one (late samples trickling in) gathers
///   for half an hour, so that it does not become a block every minute.
/// - **Pressure**: the least recently written first, until enough memory is on its way out. With
///   back-fill in order of time that is the oldest complete one; with more series than the head can
///   hold for two hours it is the current one, in pieces that compaction joins.
///
/// Small neighbours are flushed as one block of a day or eight days: samples scattered over a
/// century must not become a file per two hours. A block covers its whole range up to its journal
/// position, so a wider one must take every open partition within it.
final class FlushPolicy {
  /// Samples may be this late before their partition counts as passed.
  private static final long GRACE_MS = 600_000;

  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final long GATHER_NANOS = 1_800_000_000_000L;
  private static final long SUBSTANCE_BYTES = 256 << 10;

  /// Neighbours are joined up to this much memory.
  private static final long JOINED_BYTES = 4 << 20;

  private static final long[] WIDER_SPANS_MS = {86_400_000L, 8 * 86_400_000L};

  private FlushPolicy() {}

  /// Ranges whose partitions have passed.
  static List<TimeRange> passed(List<OpenPartition> open, long nowMs, long nowNanos) {
    var chosen = new BitSet();
    for (int i = 0; i < open.size(); i++) {
      OpenPartition p = open.get(i);
      boolean isOver = p.range().endMs() + GRACE_MS < nowMs;
      boolean isIdle = nowNanos - p.lastWriteNanos() >= IDLE_NANOS;
      boolean isRipe =
          p.bytes() >= SUBSTANCE_BYTES || nowNanos - p.firstWriteNanos() >= GATHER_NANOS;
      chosen.set(i, isOver && isIdle && isRipe);
    }
    return join(open, chosen);
  }

  /// Ranges of the least recently written partitions that hold `bytes` together, and of at least
  /// `count`.
  static List<TimeRange> leastRecentlyWritten(List<OpenPartition> open, long bytes, int count) {
    int[] order =
        IntStream.range(0, open.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> open.get(i).lastWriteNanos()))
            .mapToInt(i -> i)
            .toArray();
    var chosen = new BitSet();
    long left = bytes;
    for (int i = 0; i < order.length && (left > 0 || i < count); i++) {
      chosen.set(order[i]);
      left -= open.get(order[i]).bytes();
    }
    return join(open, chosen);
  }

  /// Ranges of everything.
  static List<TimeRange> everything(List<OpenPartition> open) {
    var chosen = new BitSet();
    chosen.set(0, open.size());
    return join(open, chosen);
  }

  /// The ranges of the chosen partitions, small neighbours joined.
  private static List<TimeRange> join(List<OpenPartition> open, BitSet chosen) {
    var ranges = new ArrayList<TimeRange>();
    int i = chosen.nextSetBit(0);
    while (i >= 0) {
      TimeRange range = open.get(i).range();
      int end = i + 1;
      for (long span : WIDER_SPANS_MS) {
        long start = Math.floorDiv(range.startMs(), span) * span;
        var wider = new TimeRange(start, start + span);
        int widerEnd = joinable(open, chosen, i, wider);
        if (widerEnd > end) {
          range = wider;
          end = widerEnd;
        }
      }
      ranges.add(range);
      i = chosen.nextSetBit(end);
    }
    return ranges;
  }

  /// Index after the last partition in `wider` when all in it are chosen, none before `first`, and
  /// they are small together; else -1.
  private static int joinable(List<OpenPartition> open, BitSet chosen, int first, TimeRange wider) {
    if (first > 0 && open.get(first - 1).range().endMs() > wider.startMs()) {
      return -1;
    }
    long bytes = 0;
    int i = first;
    while (i < open.size() && open.get(i).range().startMs() < wider.endMs()) {
      bytes += open.get(i).bytes();
      if (!chosen.get(i) || bytes > JOINED_BYTES) {
        return -1;
      }
      i++;
    }
    return i;
  }
}
