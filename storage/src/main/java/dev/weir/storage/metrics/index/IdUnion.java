package dev.weir.storage.metrics.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/// Collects sets of series ids and joins them once, at the end: a regular expression may match a
/// hundred thousand values with one series each. One thread.
final class IdUnion {
  private final List<RoaringBitmap> bitmaps = new ArrayList<>();
  private int[] single = new int[64];
  private int count;

  void add(int id) {
    if (count == single.length) {
      single = Arrays.copyOf(single, count * 2);
    }
    single[count++] = id;
  }

  void addAll(int[] ids, int length) {
    if (count + length > single.length) {
      single = Arrays.copyOf(single, Math.max(count + length, count * 2));
    }
    System.arraycopy(ids, 0, single, count, length);
    count += length;
  }

  /// `ids` is only read, now and at [#build()].
  void addBitmap(RoaringBitmap ids) {
    if (!ids.isEmpty()) {
      bitmaps.add(ids);
    }
  }

  /// The union, the caller's own.
  RoaringBitmap build() {
    Arrays.sort(single, 0, count);
    var out = new RoaringBitmap();
    for (int i = 0; i < count; i++) {
      out.add(single[i]); // ascending: appends
    }
    if (!bitmaps.isEmpty()) {
      out.or(bitmaps.size() == 1 ? bitmaps.getFirst() : FastAggregation.or(bitmaps.iterator()));
    }
    return out;
  }
}
