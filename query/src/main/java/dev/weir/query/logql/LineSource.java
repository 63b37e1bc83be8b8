package dev.weir.query.logql;

import dev.weir.query.logql.template.TemplateSource;
import dev.weir.storage.model.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line as templates see it. One thread.
final class LineSource implements TemplateSource {
  private LineState line = new LineState();

  LineSource of(LineState newLine) {
    line = newLine;
    return this;
  }

  @Override
  public @Nullable String label(String name) {
    return line.label(name);
  }

  @Override
  public Map<String, String> labels() {
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
