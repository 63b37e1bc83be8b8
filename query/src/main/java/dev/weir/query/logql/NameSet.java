package dev.weir.query.logql;

import java.util.ArrayList;
import java.util.List;

/// A few names, usually none. One thread.
final class NameSet {
  private final List<String> names = new ArrayList<>();

  void clear() {
    if (!names.isEmpty()) {
      names.clear();
    }
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  void add(String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  boolean contains(String name) {
    return !names.isEmpty() && names.contains(name);
  }
}
