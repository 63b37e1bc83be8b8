package dev.weir.query.logql;

import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateException;
import java.nio.charset.StandardCharsets;

/// `| line_format`: the line becomes what the template writes; when it cannot, the line stays and
/// the error says why. One thread.
final class LineFormatStage implements PipelineStage {
  private final Template template;
  private final LineSource source = new LineSource();
  private final StringBuilder out = new StringBuilder();

  LineFormatStage(Template template) {
    this.template = template;
  }

  @Override
  public boolean process(LineState line) {
    out.setLength(0);
    try {
      template.execute(source.of(line), out);
    } catch (TemplateException e) {
      line.setError(PipelineErrors.TEMPLATE, e.text());
      return true;
    }
    byte[] written = out.toString().getBytes(StandardCharsets.UTF_8);
    line.setLine(written, 0, written.length);
    return true;
  }
}
