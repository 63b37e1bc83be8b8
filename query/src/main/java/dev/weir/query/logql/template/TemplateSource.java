package dev.weir.query.logql.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template is executed over.
public interface TemplateSource {
  /// The value of a label, null when there is none.
  @Nullable String label(String name);

  /// All labels.
  Map<String, String> labels();

  /// The line, for `__line__`.
  String line();

  /// Epoch nanoseconds, for `__timestamp__`.
  long timestampNs();
}
