package dev.weir.query.logql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which labels parsers need to extract: all of them, or those that a later stage or the result
/// looks at. Immutable.
final class WantedLabels {
  private final @Nullable Set<String> names;

  /// `names` are all that are needed, null for any.
  WantedLabels(@Nullable Set<String> names) {
    this.names = names == null ? null : Set.copyOf(names);
  }

  /// True when nothing needs to be parsed at all.
  boolean isNothing() {
    return names != null && names.isEmpty();
  }

  boolean wants(String name) {
    return names == null || names.contains(name);
  }

  /// True when a label that begins with `prefix` and an underscore may be wanted.
  boolean wantsUnder(String prefix) {
    if (names == null) {
      return true;
    }
    for (String name : names) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /// True when the line has all of them from parsers, so that the rest of it need not be parsed. As
  /// in Loki, a mistake in that rest then goes unseen.
  boolean areAllExtracted(LineState line) {
    if (names == null) {
      return false;
    }
    for (String name : names) {
      if (!line.parsedHas(name)) {
        return false;
      }
    }
    return true;
  }
}
