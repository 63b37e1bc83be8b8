package dev.weir.query.logql.template;

import dev.weir.query.template.Numbers;
import dev.weir.query.template.TemplateException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Values of templates as numbers, as sprig casts them.
final class Casts {
  private Casts() {}

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
        Double number = Numbers.parse(text);
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
