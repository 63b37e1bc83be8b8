package dev.weir.alerting.rule;

import dev.weir.alerting.template.AlertTemplate;
import dev.weir.alerting.template.TemplateData;
import dev.weir.alerting.template.TemplateQueries;
import dev.weir.storage.model.Labels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A label value or annotation of a rule: a template, and what becomes of it when it fails. One
/// expansion at a time.
public final class RuleText {
  private static final Logger LOG = LoggerFactory.getLogger(RuleText.class);

  private final AlertTemplate template;

  private RuleText(AlertTemplate template) {
    this.template = template;
  }

  /// Throws `IllegalArgumentException` with the reason when `text` is no template.
  public static RuleText compile(String rule, String text) {
    return new RuleText(AlertTemplate.compile("__alert_" + rule, text));
  }

  /// The text for a series and its value. What fails leaves its reason in the text, as in
  /// Prometheus: `<error expanding template: ...>`.
  public String expand(Labels labels, double value, String externalUrl, TemplateQueries queries) {
    try {
      return template.expand(new TemplateData(labels, value, Labels.EMPTY, externalUrl), queries);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.debug("template_failed", e);
      return "<error expanding template: " + e.getMessage() + ">";
    }
  }
}
