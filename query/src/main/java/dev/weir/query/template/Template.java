package dev.weir.query.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A compiled template. One thread at a time.
public final class Template {
  /// Longest text that a template may write, in characters: as much as a line may have bytes.
  public static final int MAX_OUTPUT = 256 * 1024;

  private final List<Node> nodes;
  private final Map<String, List<Node>> definitions;
  private final @Nullable Set<String> fields;
  private final Set<String> functions;
  private final TemplateRun run = new TemplateRun();

  private Template(TemplateParser parser) {
    nodes = parser.parse();
    definitions = parser.definitions();
    fields = parser.readsDot() ? null : Set.copyOf(parser.fields());
    functions = Set.copyOf(parser.functions());
  }

  /// Parses `text`; `name` is what messages call it. Throws `IllegalArgumentException` with the
  /// reason and the line, unknown functions and variables by name.
  public static Template compile(String name, String text, Dialect dialect) {
    return new Template(new TemplateParser(name, text, dialect));
  }

  /// Fields of its data that it reads; null when it may read all of them.
  public @Nullable Set<String> fields() {
    return fields;
  }

  /// True when it calls `function` somewhere.
  public boolean calls(String function) {
    return functions.contains(function);
  }

  /// Writes the result for `source` to `out`. Throws [TemplateException] when it cannot be
  /// computed; `out` then holds what came before.
  public void execute(TemplateSource source, StringBuilder out) {
    run.execute(nodes, definitions, source, out);
  }
}
