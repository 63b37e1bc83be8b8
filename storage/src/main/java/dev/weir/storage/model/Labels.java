package dev.weir.storage.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The label set that identifies a series: name/value pairs, sorted by name, names unique, no empty
/// names and no empty values (a label with an empty value is the same as no label). Metric names
/// live in the label `__name__` and may hold any text.
///
/// Immutable; equality and hash are by content.
public final class Labels implements Comparable<Labels> {
  /// The label that holds the metric name.
  public static final String NAME = "__name__";

  /// The empty set.
  public static final Labels EMPTY = new Labels(new String[0]);

  private final String[] pairs; // name, value, name, value, ... sorted by name
  private int hash; // 0 until first asked; a benign race, as in String

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /// Labels from alternating names and values in any order; the last of equal names wins.
  public static Labels of(String... namesAndValues) {
    if ((namesAndValues.length & 1) != 0) {
      throw new IllegalArgumentException("label name without a value: " + namesAndValues.length);
    }
    var builder = new LabelsBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /// Labels from a map.
  public static Labels of(Map<String, String> map) {
    var builder = new LabelsBuilder();
    map.forEach(builder::set);
    return builder.build();
  }

  /// Takes ownership of `sortedPairs`, which must already satisfy the class invariant; checked by
  /// assertion only.
  public static Labels ofSortedPairs(String[] sortedPairs) {
    assert isSorted(sortedPairs) : Arrays.toString(sortedPairs);
    return sortedPairs.length == 0 ? EMPTY : new Labels(sortedPairs);
  }

  /// Number of labels.
  public int count() {
    return pairs.length >> 1;
  }

  /// Name of label `index`, in sorted order.
  public String name(int index) {
    return pairs[index << 1];
  }

  /// Value of label `index`, in sorted order.
  public String value(int index) {
    return pairs[(index << 1) + 1];
  }

  /// The value of `name`, or null when there is no such label.
  public @Nullable String find(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /// The value of `name`, or the empty string, which is what matchers see.
  public String valueOrEmpty(String name) {
    String value = find(name);
    return value == null ? "" : value;
  }

  /// The metric name, or the empty string.
  public String metricName() {
    return valueOrEmpty(NAME);
  }

  /// This set without the labels in `names`.
  public Labels without(String... names) {
    var drop = List.of(names);
    var kept = new ArrayList<String>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (!drop.contains(pairs[i])) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    return kept.size() == pairs.length ? this : ofSortedPairs(kept.toArray(String[]::new));
  }

  /// A builder that starts with these labels.
  public LabelsBuilder toBuilder() {
    var builder = new LabelsBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      builder.set(pairs[i], pairs[i + 1]);
    }
    return builder;
  }

  /// A sorted map copy.
  public SortedMap<String, String> toMap() {
    var map = new TreeMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static boolean isSorted(String[] pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].isEmpty() || pairs[i + 1].isEmpty()) {
        return false;
      }
      if (i > 0 && pairs[i - 2].compareTo(pairs[i]) >= 0) {
        return false;
      }
    }
    return (pairs.length & 1) == 0;
  }

  @Override
  public int compareTo(Labels other) {
    int shared = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < shared; i++) {
      int order = pairs[i].compareTo(other.pairs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pairs.length, other.pairs.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Labels that && Arrays.equals(pairs, that.pairs));
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(pairs);
      hash = h;
    }
    return h;
  }

  /// The PromQL form, `name{a="b"}`; for messages and logs.
  @Override
  public String toString() {
    var out = new StringBuilder();
    String metric = find(NAME);
    if (metric != null) {
      out.append(metric);
    }
    out.append('{');
    String separator = "";
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i].equals(NAME)) {
        out.append(separator).append(pairs[i]).append("=\"");
        out.append(pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        out.append('"');
        separator = ", ";
      }
    }
    return out.append('}').toString();
  }
}
