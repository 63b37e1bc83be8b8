package dev.weir.storage.text;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Finds the word that somebody may have meant: a setting, a key of a rule file. Pure.
public final class Nearest {
  private Nearest() {}

  /// The known word that differs from `word` by few letters, or null.
  private static @Nullable String of(String word, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(2, word.length() / 4) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /// `, did you mean for?` or nothing.
  public static String hint(String word, Collection<String> known) {
    String near = of(word, known);
    return near == null ? "" : ", did you mean " + near + "?";
  }

  private static int distance(String a, String b) {
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
