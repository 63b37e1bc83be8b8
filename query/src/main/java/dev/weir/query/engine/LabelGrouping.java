package dev.weir.query.engine;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Numbers the groups that label sets fall into when only some labels count: those named (`by`,
/// `on`), or all but those named and the metric name (`without`, `ignoring`). No allocation per
/// label set but for a new group. Open addressing over 32-bit hashes; one thread.
public final class LabelGrouping {
  private final boolean by;
  private final String[] names; // sorted
  private int[] slots = new int[64]; // group + 1, 0 when free
  private int[] hashes = new int[32]; // by group
  private final List<Labels> representatives = new ArrayList<>();

  private LabelGrouping(boolean by, Set<String> names) {
    this.by = by;
    this.names = names.toArray(String[]::new);
  }

  /// Only `names` count.
  public static LabelGrouping by(List<String> names) {
    return new LabelGrouping(true, new TreeSet<>(names));
  }

  /// All but `names` and the metric name count.
  public static LabelGrouping without(List<String> names) {
    var all = new TreeSet<>(names);
    all.add(Labels.NAME);
    return new LabelGrouping(false, all);
  }

  /// Number of groups so far.
  public int count() {
    return representatives.size();
  }

  /// The group of `labels`, a new one if need be.
  public int add(Labels labels) {
    int hash = hash(labels);
    int slot = slot(labels, hash);
    int found = slots[slot];
    if (found != 0) {
      return found - 1;
    }
    int group = representatives.size();
    representatives.add(labels);
    if (group == hashes.length) {
      hashes = Arrays.copyOf(hashes, group * 2);
    }
    hashes[group] = hash;
    slots[slot] = group + 1;
    if (representatives.size() * 2 > slots.length) {
      grow();
    }
    return group;
  }

  /// The group of `labels`, or -1 when there is none.
  public int find(Labels labels) {
    return slots[slot(labels, hash(labels))] - 1;
  }

  /// The labels that make up group `group`.
  public Labels groupLabels(int group) {
    return reduce(representatives.get(group));
  }

  /// `labels` without those that do not count.
  public Labels reduce(Labels labels) {
    var out = new LabelsBuilder();
    for (int i = 0; i < labels.count(); i++) {
      if (isNamed(labels.name(i)) == by) {
        out.set(labels.name(i), labels.value(i));
      }
    }
    return out.build();
  }

  private int slot(Labels labels, int hash) {
    int mask = slots.length - 1;
    int at = hash & mask;
    while (slots[at] != 0) {
      int group = slots[at] - 1;
      if (hashes[group] == hash && same(representatives.get(group), labels)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int group = 0; group < representatives.size(); group++) {
      int at = hashes[group] & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = group + 1;
    }
  }

  private int hash(Labels labels) {
    int hash = 17;
    for (int i = 0; i < labels.count(); i++) {
      if (isNamed(labels.name(i)) == by) {
        hash = (hash * 31 + labels.name(i).hashCode()) * 31 + labels.value(i).hashCode();
      }
    }
    return hash ^ (hash >>> 16);
  }

  private boolean same(Labels left, Labels right) {
    int i = 0;
    int j = 0;
    while (true) {
      while (i < left.count() && isNamed(left.name(i)) != by) {
        i++;
      }
      while (j < right.count() && isNamed(right.name(j)) != by) {
        j++;
      }
      if (i == left.count() || j == right.count()) {
        return i == left.count() && j == right.count();
      }
      if (!left.name(i).equals(right.name(j)) || !left.value(i).equals(right.value(j))) {
        return false;
      }
      i++;
      j++;
    }
  }

  private boolean isNamed(String name) {
    for (String candidate : names) {
      if (candidate.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
