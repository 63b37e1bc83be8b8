package dev.weir.query.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `range` goes over: the elements of a list with their index, the entries of a map by key,
/// the numbers below a number.
final class Elements {
  /// Largest number to range over.
  private static final int MAX = 10_000;

  private Elements() {}

  /// A key and a value, each of which may be nil.
  private record Element(Object getKey, @Nullable Object getValue)
      implements Map.Entry<Object, @Nullable Object> {
    @Override
    public @Nullable Object setValue(@Nullable Object value) {
      throw new UnsupportedOperationException("elements do not change");
    }
  }

  static List<Map.Entry<Object, @Nullable Object>> of(@Nullable Object value) {
    List<Map.Entry<Object, @Nullable Object>> elements = new ArrayList<>();
    switch (value) {
      case null -> {}
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          elements.add(new Element((long) i, list.get(i)));
        }
      }
      case Map<?, ?> map -> new TreeMap<>(map).forEach((k, v) -> elements.add(new Element(k, v)));
      case TemplateSource source ->
          new TreeMap<>(source.fields()).forEach((k, v) -> elements.add(new Element(k, v)));
      case Long count -> {
        if (count > MAX) {
          throw new TemplateException("range: more than " + MAX + " rounds");
        }
        for (long i = 0; i < count; i++) {
          elements.add(new Element(i, i));
        }
      }
      default -> throw new TemplateException("range can't iterate over " + GoFormat.text(value));
    }
    return elements;
  }
}
