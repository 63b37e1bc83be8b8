package dev.weir.storage.model;

import java.util.Arrays;

/// Collects label pairs in any order and builds [Labels]. Reusable after [#clear()]; one thread.
/// The last value set for a name wins; an empty value removes the label.
public final class LabelsBuilder {
  private String[] pairs = new String[32];
  private int length;

  /// Sets `name` to `value`.
  public LabelsBuilder set(String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("empty label name");
    }
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(name)) {
        if (value.isEmpty()) {
          remove(i);
        } else {
          pairs[i + 1] = value;
        }
        return this;
      }
    }
    if (!value.isEmpty()) {
      add(name, value);
    }
    return this;
  }

  /// True when `name` has a value.
  public boolean has(String name) {
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// Number of labels so far.
  public int count() {
    return length >> 1;
  }

  /// Forgets all labels.
  public LabelsBuilder clear() {
    Arrays.fill(pairs, 0, length, "");
    length = 0;
    return this;
  }

  /// The labels so far, sorted. The builder stays as it is.
  public Labels build() {
    String[] sorted = Arrays.copyOf(pairs, length);
    for (int i = 2; i < length; i += 2) { // insertion sort: a handful of labels, often in order
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
    return Labels.ofSortedPairs(sorted);
  }

  private void add(String name, String value) {
    if (length == pairs.length) {
      pairs = Arrays.copyOf(pairs, length * 2);
    }
    pairs[length++] = name;
    pairs[length++] = value;
  }

  private void remove(int at) {
    System.arraycopy(pairs, at + 2, pairs, at, length - at - 2);
    length -= 2;
  }
}
