package dev.weir.storage.metrics.index;

import java.nio.charset.StandardCharsets;

/// One label name of one tenant: its values (as pair numbers of the tenant's [PairTable]) and the
/// series that have it.
///
/// The resolver thread appends values. A sorted view of them is made by readers when a range is
/// asked for: it covers the values there were at the time, the few that came since are looked at
/// one by one. Two readers may make the same view at once; either is good.
final class LabelName {
  private static final int MAX_UNSORTED = 256;

  final String text;
  final int number;
  final Postings all = new Postings();
  final IntLog pairs = new IntLog();
  private final byte[] utf8;
  private volatile int[] sorted = new int[0];

  LabelName(String text, int number) {
    this.text = text;
    this.number = number;
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] utf8() {
    return utf8;
  }

  /// Calls `visitor` with the pair of every value that begins with `prefix`, in no order.
  void forEachPrefixed(PairTable table, String prefix, PairVisitor visitor) {
    byte[] from = prefix.getBytes(StandardCharsets.UTF_8);
    int count = pairs.size();
    int[] view = sortedView(table, count);
    for (int i = lowerBound(table, view, from); i < view.length; i++) {
      if (!table.valueStartsWith(view[i], from)) {
        break;
      }
      visitor.pair(view[i]);
    }
    for (int i = view.length; i < count; i++) {
      int pair = pairs.get(i);
      if (table.valueStartsWith(pair, from)) {
        visitor.pair(pair);
      }
    }
  }

  long memoryBytes() {
    return 200L + utf8.length + pairs.memoryBytes() + 4L * sorted.length + all.memoryBytes();
  }

  /// What is called with pairs.
  interface PairVisitor {
    void pair(int pair);
  }

  private int[] sortedView(PairTable table, int count) {
    int[] view = sorted;
    int unsorted = count - view.length;
    if (unsorted <= Math.max(MAX_UNSORTED, view.length >> 4)) {
      return view;
    }
    int[] fresh = new int[unsorted];
    for (int i = 0; i < unsorted; i++) {
      fresh[i] = pairs.get(view.length + i);
    }
    sort(table, fresh, fresh.clone(), 0, unsorted);
    int[] merged = new int[count];
    merge(table, view, fresh, merged);
    sorted = merged; // whichever reader is last: any view is a good one
    return merged;
  }

  private static int lowerBound(PairTable table, int[] view, byte[] text) {
    int low = 0;
    int high = view.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (table.compareValue(view[middle], text) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Merge sort of `pairs[from, to)`; `spare` holds the same numbers.
  private static void sort(PairTable table, int[] pairs, int[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(table, spare, pairs, from, middle);
    sort(table, spare, pairs, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft =
          right == to || (left < middle && table.compareValues(spare[left], spare[right]) <= 0);
      pairs[i] = takeLeft ? spare[left++] : spare[right++];
    }
  }

  private static void merge(PairTable table, int[] one, int[] two, int[] out) {
    if (one.length == 0) {
      System.arraycopy(two, 0, out, 0, two.length);
      return;
    }
    int left = 0;
    int right = 0;
    for (int i = 0; i < out.length; i++) {
      boolean takeLeft =
          right == two.length
              || (left < one.length && table.compareValues(one[left], two[right]) <= 0);
      out[i] = takeLeft ? one[left++] : two[right++];
    }
  }
}
