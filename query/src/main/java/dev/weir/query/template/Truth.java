package dev.weir.query.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What counts as true: anything but false, zero, nil and what is empty.
public final class Truth {
  private Truth() {}

  public static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case List<?> list -> !list.isEmpty();
      case TemplateSource source -> !source.fields().isEmpty();
      default -> true;
    };
  }
}
