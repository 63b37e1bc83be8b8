package dev.weir.alerting.template;

import java.util.List;

/// Answers `{{ query "up == 0" }}` at the time for which the rule is evaluated.
@FunctionalInterface
public interface TemplateQueries {
  /// The instant vector of `expr`; a scalar is one sample without labels. Any unchecked exception
  /// fails the expansion with its message.
  List<TemplateSample> query(String expr);
}
