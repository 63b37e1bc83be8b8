package dev.weir.alerting.rule;

import dev.weir.storage.model.Labels;
import java.util.List;

/// A label value or annotation of a rule, which is a template. The one place where rules meet the
/// template engine.
public final class RuleText {
  /// Answers the queries of a template, at the time of the evaluation.
  public interface Queries {
    List<Sample> query(String expr);
  }

  /// One series that a query found.
  public record Sample(Labels labels, double value) {}

  private final String text;

  private RuleText(String text) {
    this.text = text;
  }

  /// Throws `IllegalArgumentException` with the reason when `text` is no template.
  public static RuleText compile(String rule, String text) {
    return new RuleText(text);
  }

  /// The text for `sample`. What fails leaves its reason in the text, as in Prometheus: `<error
  /// expanding template: ...>`.
  public String expand(Sample sample, String externalUrl, Queries queries) {
    return text;
  }
}
