package dev.weir.query.logql.template;

import dev.weir.query.template.Dialect;
import dev.weir.query.template.GoFunctions;
import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateFunction;
import dev.weir.query.template.TemplateSource;
import dev.weir.query.template.Truth;
import java.util.HashMap;
import java.util.Map;

/// Templates over lines, with the functions of Go, of Loki, and those of sprig that Loki offers.
/// They are executed over a [LineTemplateSource]. Source: Loki 3, `pkg/logql/log/fmt.go` and its
/// documentation.
public final class LineTemplates {
  private static final String LINE = "__line__";
  private static final Dialect DIALECT = new Dialect(functions(), false);

  private LineTemplates() {}

  /// Parses `text`; `name` is what messages call it. Throws `IllegalArgumentException` with the
  /// reason, unknown functions by name.
  public static Template compile(String name, String text) {
    return Template.compile(name, text, DIALECT);
  }

  /// True when it reads the line.
  public static boolean readsLine(Template template) {
    return template.calls(LINE);
  }

  private static Map<String, TemplateFunction> functions() {
    Map<String, TemplateFunction> table = new HashMap<>();
    GoFunctions.addTo(table);
    TextFunctions.addTo(table);
    NumberFunctions.addTo(table);
    TimeFunctions.addTo(table);
    table.put(LINE, TemplateFunction.of(LINE, 0, (args, source) -> line(source).line()));
    table.put(
        "default",
        TemplateFunction.of(
            "default",
            1,
            2,
            (args, source) -> args.length == 2 && Truth.isTrue(args[1]) ? args[1] : args[0]));
    table.put(
        "fromJson",
        TemplateFunction.of(
            "fromJson", 1, (args, source) -> JsonValues.parse(TemplateFunction.text(args, 0))));
    return table;
  }

  static LineTemplateSource line(TemplateSource source) {
    return (LineTemplateSource) source;
  }
}
