package dev.weir.query.logql;

import dev.weir.query.logql.ast.Stage.LabelFormat.Assignment;
import dev.weir.query.logql.template.LineTemplates;
import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `| label_format`: renames labels and sets them to what templates write. Assignments take effect
/// one after the other, but all templates see the labels as they were before the first of them, as
/// in Loki. One thread.
final class LabelFormatStage implements PipelineStage {
  private final List<Assignment> assignments;
  private final List<@Nullable Template> templates = new ArrayList<>();
  private final LineSource source = new LineSource();
  private final StringBuilder out = new StringBuilder();
  private final @Nullable String[] written;

  /// Throws `IllegalArgumentException` with Loki's reason.
  LabelFormatStage(List<Assignment> assignments) {
    this.assignments = assignments;
    written = new @Nullable String[assignments.size()];
    Set<String> names = new HashSet<>();
    for (Assignment assignment : assignments) {
      if (LineState.isReserved(assignment.name())) {
        throw new IllegalArgumentException(assignment.name() + " cannot be formatted");
      }
      if (!names.add(assignment.name())) {
        throw new IllegalArgumentException(
            "multiple label name '"
                + assignment.name()
                + "' not allowed in a single format operation");
      }
      templates.add(assignment.isRename() ? null : template(assignment));
    }
  }

  /// The template of an assignment that is no rename.
  static Template template(Assignment assignment) {
    try {
      return LineTemplates.compile("label", assignment.value());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "invalid template for label '" + assignment.name() + "': " + e.getMessage(), e);
    }
  }

  @Override
  public boolean process(LineState line) {
    boolean isWritten = false;
    for (int i = 0; i < written.length; i++) {
      Assignment assignment = assignments.get(i);
      if (assignment.isRename()) {
        line.rename(assignment.value(), assignment.name());
        continue;
      }
      if (!isWritten) {
        writeAll(line);
        isWritten = true;
      }
      String value = written[i];
      if (value != null) {
        line.setParsed(assignment.name(), value);
      }
    }
    return true;
  }

  private void writeAll(LineState line) {
    for (int i = 0; i < written.length; i++) {
      Template template = templates.get(i);
      written[i] = template == null ? null : write(template, line);
    }
  }

  private @Nullable String write(Template template, LineState line) {
    out.setLength(0);
    try {
      template.execute(source.of(line), out);
      return out.toString();
    } catch (TemplateException e) {
      line.setError(PipelineErrors.TEMPLATE, e.text());
      return null;
    }
  }
}
