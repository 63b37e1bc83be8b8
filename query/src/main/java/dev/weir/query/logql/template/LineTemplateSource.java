package dev.weir.query.logql.template;

import dev.weir.query.template.TemplateSource;

/// A line as templates see it: the fields are its labels, empty when there is none of a name.
public interface LineTemplateSource extends TemplateSource {
  /// The line, for `__line__`.
  String line();

  /// Epoch nanoseconds, for `__timestamp__`.
  long timestampNs();
}
