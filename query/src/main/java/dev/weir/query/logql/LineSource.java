package dev.weir.query.logql;

import dev.weir.query.logql.template.LineTemplateSource;
import dev.weir.storage.model.Labels;
import java.util.Map;

/// A line as templates see it. One thread.
final class LineSource implements LineTemplateSource {
  private LineState line = new LineState();

  LineSource of(LineState newLine) {
    line = newLine;
    return this;
  }

  @Override
  public String field(String name) {
    String label = line.label(name);
    return label == null ? "" : label;
  }

  @Override
  public Map<String, String> fields() {
    Labels labels = line.merged();
    return labels.toMap();
  }

  @Override
  public String line() {
    return line.line();
  }

  @Override
  public long timestampNs() {
    return line.timestampNs();
  }
}
