package dev.weir.query.logql;

import dev.weir.storage.model.Labels;
import java.util.Arrays;

/// Collects labels and builds the [Labels] of them; when they are the very ones of the time before,
/// in the same order, answers the same object, so that lines of one kind share it. Names are
/// distinct; empty values are left out. One thread.
final class LabelMerge {
  private static final int SORT_BY_INSERTION = 48;

  private String[] pairs = new String[32];
  private int length;
  private String[] lastPairs = new String[32];
  private int lastLength = -1;
  private Labels last = Labels.EMPTY;

  /// Begins anew.
  void begin() {
    length = 0;
  }

  void put(String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    if (length == pairs.length) {
      pairs = Arrays.copyOf(pairs, length * 2);
    }
    pairs[length++] = name;
    pairs[length++] = value;
  }

  Labels build() {
    if (length == lastLength && Arrays.equals(pairs, 0, length, lastPairs, 0, length)) {
      return last;
    }
    last = Labels.ofSortedPairs(sorted());
    if (lastPairs.length < pairs.length) {
      lastPairs = new String[pairs.length];
    }
    System.arraycopy(pairs, 0, lastPairs, 0, length);
    lastLength = length;
    return last;
  }

  private String[] sorted() {
    String[] sorted = Arrays.copyOf(pairs, length);
    if (length > 2 * SORT_BY_INSERTION) {
      return sortedSlow(sorted);
    }
    for (int i = 2; i < length; i += 2) {
      String name = sorted[i];
      String value = sorted[i + 1];
      int at = i;
      while (at > 0 && sorted[at - 2].compareTo(name) > 0) {
        sorted[at] = sorted[at - 2];
        sorted[at + 1] = sorted[at - 1];
        at -= 2;
      }
      sorted[at] = name;
      sorted[at + 1] = value;
    }
    return sorted;
  }

  private static String[] sortedSlow(String[] unsorted) {
    Integer[] order = new Integer[unsorted.length / 2];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> unsorted[2 * a].compareTo(unsorted[2 * b]));
    String[] sorted = new String[unsorted.length];
    for (int i = 0; i < order.length; i++) {
      sorted[2 * i] = unsorted[2 * order[i]];
      sorted[2 * i + 1] = unsorted[2 * order[i] + 1];
    }
    return sorted;
  }
}
