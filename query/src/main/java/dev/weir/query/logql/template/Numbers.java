package dev.weir.query.logql.template;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Numbers of templates: whole ones are `Long`, others `Double`.
final class Numbers {
  private Numbers() {}

  /// A decimal number, or null.
  static @Nullable Double parse(String text) {
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

  /// A value as a whole number, as sprig casts it: what is none is 0.
  static long toLong(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number.longValue();
      case Boolean truth -> truth ? 1 : 0;
      case String text -> wholeOf(text);
      case null, default -> 0;
    };
  }

  private static long wholeOf(String text) {
    int dot = text.indexOf('.');
    String plain =
        dot > 0 && text.substring(dot + 1).chars().allMatch(c -> c == '0')
            ? text.substring(0, dot)
            : text;
    try {
      return Long.decode(plain);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// A value as a number: what is none is 0.
  static double toDouble(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth ? 1 : 0;
      case String text -> {
        Double number = parse(text);
        yield number == null ? 0 : number;
      }
      case null, default -> 0;
    };
  }

  /// For exact sums of decimals.
  static BigDecimal toDecimal(@Nullable Object value) {
    double number = toDouble(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new TemplateException("cannot compute with " + number);
    }
    return BigDecimal.valueOf(number);
  }
}
