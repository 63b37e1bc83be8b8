package dev.weir.query.template;

import org.jspecify.annotations.Nullable;

/// Numbers of templates: whole ones are `Long`, others `Double`.
public final class Numbers {
  private Numbers() {}

  /// A decimal number, or null.
  public static @Nullable Double parse(String text) {
    if (text.isEmpty()) {
      return null;
    }
    char first = text.charAt(text.startsWith("-") || text.startsWith("+") ? 1 % text.length() : 0);
    char last = text.charAt(text.length() - 1);
    if (!(first == '.' || (first >= '0' && first <= '9')) || last > 'a') {
      return null; // neither Java's words nor its suffixes
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
