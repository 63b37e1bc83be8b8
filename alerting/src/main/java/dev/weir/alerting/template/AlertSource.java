package dev.weir.alerting.template;

import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateSource;
import dev.weir.storage.model.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dot of an alert's template, and the way out to queries. One expansion, one thread.
final class AlertSource implements TemplateSource {
  /// Most queries of one expansion.
  private static final int MAX_QUERIES = 100;

  private final TemplateData data;
  private final TemplateQueries queries;
  private int queryCount;

  AlertSource(TemplateData data, TemplateQueries queries) {
    this.data = data;
    this.queries = queries;
  }

  /// Labels: a map whose missing entries are empty.
  record LabelFields(Labels labels) implements TemplateSource {
    @Override
    public String field(String name) {
      return labels.valueOrEmpty(name);
    }

    @Override
    public Map<String, ?> fields() {
      return labels.toMap();
    }
  }

  /// A result of a query, as templates see it.
  record SampleFields(TemplateSample sample) implements TemplateSource {
    @Override
    public Object field(String name) {
      return switch (name) {
        case "Labels" -> new LabelFields(sample.labels());
        case "Value" -> sample.value();
        default -> throw unknown(name, "template.sample");
      };
    }

    @Override
    public Map<String, ?> fields() {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("Labels", new LabelFields(sample.labels()));
      fields.put("Value", sample.value());
      return fields;
    }

    @Override
    public boolean isStruct() {
      return true;
    }
  }

  @Override
  public @Nullable Object field(String name) {
    return switch (name) {
      case "Labels" -> new LabelFields(data.labels());
      case "Value" -> data.value();
      case "ExternalLabels" -> new LabelFields(data.externalLabels());
      case "ExternalURL" -> data.externalUrl();
      default ->
          throw unknown(
              name,
              "struct { Labels map[string]string; ExternalLabels map[string]string;"
                  + " ExternalURL string; Value float64 }");
    };
  }

  @Override
  public Map<String, ?> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("Labels", new LabelFields(data.labels()));
    fields.put("ExternalLabels", new LabelFields(data.externalLabels()));
    fields.put("ExternalURL", data.externalUrl());
    fields.put("Value", data.value());
    return fields;
  }

  @Override
  public boolean isStruct() {
    return true;
  }

  String externalUrl() {
    return data.externalUrl();
  }

  List<SampleFields> query(String expr) {
    if (++queryCount > MAX_QUERIES) {
      throw new TemplateException("too many queries: limit " + MAX_QUERIES);
    }
    try {
      return queries.query(expr).stream().map(SampleFields::new).toList();
    } catch (RuntimeException e) {
      throw new TemplateException("error calling query: " + e.getMessage());
    }
  }

  private static TemplateException unknown(String name, String type) {
    return new TemplateException("can't evaluate field " + name + " in type " + type);
  }
}
