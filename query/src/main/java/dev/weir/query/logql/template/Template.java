package dev.weir.query.logql.template;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A compiled template. One thread.
public final class Template {
  /// Longest text that a template may write, in characters: as much as a line may have bytes.
  static final int MAX_OUTPUT = 256 * 1024;

  private final List<Node> nodes;
  private final @Nullable Set<String> fields;
  private final boolean readsLine;
  private final TemplateRun run = new TemplateRun();

  private Template(TemplateParser parser) {
    nodes = parser.parse();
    fields = parser.readsDot() ? null : Set.copyOf(parser.fields());
    readsLine = parser.functions().contains("__line__");
  }

  /// Parses `text`; `name` is what messages call it. Throws `IllegalArgumentException` with the
  /// reason, unknown functions by name.
  public static Template compile(String name, String text) {
    return new Template(new TemplateParser(name, text));
  }

  /// Labels that it reads; null when it may read all of them.
  public @Nullable Set<String> fields() {
    return fields;
  }

  /// True when it reads the line.
  public boolean readsLine() {
    return readsLine;
  }

  /// Writes the result for `source` to `out`. Throws [TemplateException] when it cannot be
  /// computed; `out` then holds what came before.
  public void execute(TemplateSource source, StringBuilder out) {
    run.execute(nodes, source, out);
  }
}
