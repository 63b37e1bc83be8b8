package dev.weir.alerting.template;

import dev.weir.query.template.Dialect;
import dev.weir.query.template.GoFunctions;
import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A label or annotation of a rule, compiled. Source: Prometheus 3, `template/template.go` and its
/// documentation; a missing label is empty.
///
/// Threads: any, one expansion at a time.
public final class AlertTemplate {
  /// Longest result, in characters: notifications hold many.
  public static final int MAX_OUTPUT = 16 * 1024;

  private static final Dialect DIALECT = new Dialect(functions(), true);

  /// What Prometheus puts before every template. On the same line, so that messages name the
  /// user's.
  private static final String VARIABLES =
      "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
          + "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

  private final String text;
  private final @Nullable Template template; // null when there is nothing to expand

  private AlertTemplate(String text, @Nullable Template template) {
    this.text = text;
    this.template = template;
  }

  /// Parses `text`; `name` is what messages call it. Throws `IllegalArgumentException` that says
  /// `template: NAME:LINE: reason`.
  public static AlertTemplate compile(String name, String text) {
    return new AlertTemplate(
        text, text.contains("{{") ? Template.compile(name, VARIABLES + text, DIALECT) : null);
  }

  /// The template as it was written.
  public String text() {
    return text;
  }

  /// The text for `data`. Throws [TemplateException] when it cannot be computed, a query fails or
  /// the result is longer than [#MAX_OUTPUT].
  public String expand(TemplateData data, TemplateQueries queries) {
    return template == null ? text : expand(template, data, queries);
  }

  private synchronized String expand(
      Template compiled, TemplateData data, TemplateQueries queries) {
    var out = new StringBuilder();
    compiled.execute(new AlertSource(data, queries), out);
    if (out.length() > MAX_OUTPUT) {
      throw new TemplateException(
          "output too long: " + out.length() + " characters, limit " + MAX_OUTPUT);
    }
    return out.toString();
  }

  private static Map<String, TemplateFunction> functions() {
    Map<String, TemplateFunction> table = new HashMap<>();
    GoFunctions.addTo(table);
    QueryFunctions.addTo(table);
    AlertFunctions.addTo(table);
    return table;
  }
}
