package dev.weir.query.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Data of a template whose fields are looked up one by one: what it is executed over, and values
/// within it. To templates it is a map.
public interface TemplateSource {
  /// The value of `.name`. What a missing field is, is the source's to say: null is written `<no
  /// value>`; throws [TemplateException] where it is a mistake.
  @Nullable Object field(String name);

  /// All fields, for templates that write, count or range over the whole.
  Map<String, ?> fields();

  /// Whether it is written as a struct of Go is, `{A B}`, in the order of [#fields], and not as a
  /// map.
  default boolean isStruct() {
    return false;
  }
}
