package dev.weir.server.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Finds what somebody meant who misspelt a key.
final class Nearest {
  private Nearest() {}

  /// The one of `known` that differs from `key` by the fewest letters; null when none is near.
  static @Nullable String of(String key, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(2, key.length() / 4) + 1;
    for (String candidate : known) {
      int distance = editDistance(key, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
