package dev.weir.query.logql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A few labels in order of arrival: look-up goes through all of them, which for the dozen that a
/// line has is faster than hashing. One thread.
final class LabelSlots {
  private String[] names = new String[16];
  private String[] values = new String[16];
  private int count;

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  String name(int index) {
    return names[index];
  }

  String value(int index) {
    return values[index];
  }

  boolean has(String name) {
    return indexOf(name) >= 0;
  }

  @Nullable String find(String name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  void set(String name, String value) {
    int index = indexOf(name);
    if (index >= 0) {
      values[index] = value;
      return;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    names[count] = name;
    values[count++] = value;
  }

  void remove(String name) {
    int index = indexOf(name);
    if (index >= 0) {
      count--;
      System.arraycopy(names, index + 1, names, index, count - index);
      System.arraycopy(values, index + 1, values, index, count - index);
    }
  }

  /// Gives all of them to `view`, except those whose names are in `hidden`.
  void forEach(LabelMerge view, @Nullable LabelSlots hidden) {
    for (int i = 0; i < count; i++) {
      if (hidden == null || !hidden.has(names[i])) {
        view.put(names[i], values[i]);
      }
    }
  }

  private int indexOf(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
