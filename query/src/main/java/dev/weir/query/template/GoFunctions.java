package dev.weir.query.template;

import dev.weir.query.promql.GoText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions that Go's templates have everywhere.
public final class GoFunctions {
  private static final int MANY = 100;

  private GoFunctions() {}

  /// Puts them into a table by name.
  public static void addTo(Map<String, TemplateFunction> table) {
    // and, or: evaluated where their arguments are
    table.put("and", (args, source) -> null);
    table.put("or", (args, source) -> null);
    table.put("not", TemplateFunction.of("not", 1, (args, source) -> !Truth.isTrue(args[0])));
    table.put("eq", TemplateFunction.of("eq", 2, MANY, (args, source) -> isEqualToAny(args)));
    table.put("ne", TemplateFunction.of("ne", 2, (args, source) -> !isEqualToAny(args)));
    table.put("lt", TemplateFunction.of("lt", 2, (args, source) -> isLess(args)));
    table.put("le", TemplateFunction.of("le", 2, (args, source) -> isLessOrEqual(args)));
    table.put("gt", TemplateFunction.of("gt", 2, (args, source) -> !isLessOrEqual(args)));
    table.put("ge", TemplateFunction.of("ge", 2, (args, source) -> !isLess(args)));
    table.put("len", TemplateFunction.of("len", 1, (args, source) -> length(args[0])));
    table.put("index", TemplateFunction.of("index", 1, MANY, (args, source) -> index(args)));
    table.put("print", TemplateFunction.of("print", 0, MANY, (args, source) -> print(args, false)));
    table.put(
        "println", TemplateFunction.of("println", 0, MANY, (args, source) -> print(args, true)));
    table.put(
        "printf",
        TemplateFunction.of(
            "printf",
            1,
            MANY,
            (args, source) -> GoFormat.printf(TemplateFunction.text(args, 0), args, 1)));
    table.put("html", TemplateFunction.of("html", 1, (args, source) -> html(args)));
    table.put("js", TemplateFunction.of("js", 1, (args, source) -> script(args)));
    table.put("urlquery", TemplateFunction.of("urlquery", 1, (args, source) -> urlQuery(args)));
    table.put("slice", TemplateFunction.of("slice", 1, 3, (args, source) -> slice(args)));
  }

  private static boolean isEqualToAny(@Nullable Object[] args) {
    for (int i = 1; i < args.length; i++) {
      if (isEqual(args[0], args[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEqual(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (!left.getClass().equals(right.getClass())) {
      throw incompatible();
    }
    return left instanceof Double number
        ? number.doubleValue() == ((Double) right).doubleValue() // NaN is like nothing
        : left.equals(right);
  }

  private static boolean isLessOrEqual(@Nullable Object[] args) {
    return isLess(args) || isEqual(args[0], args[1]);
  }

  /// NaN is less than nothing; so, as in Go, which turns the answer around, it is `gt` all.
  private static boolean isLess(@Nullable Object[] args) {
    return switch (args[0]) {
      case Long left when args[1] instanceof Long right -> left < right;
      case Double left when args[1] instanceof Double right -> left < right;
      case String left when args[1] instanceof String right -> left.compareTo(right) < 0;
      case null, default -> throw incompatible();
    };
  }

  private static TemplateException incompatible() {
    return new TemplateException("incompatible types for comparison");
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case TemplateSource source -> source.fields().size();
      case null, default -> throw new TemplateException("len of type " + GoFormat.type(value));
    };
  }

  private static @Nullable Object index(@Nullable Object[] args) {
    Object value = args[0];
    for (int i = 1; i < args.length; i++) {
      value =
          switch (value) {
            case TemplateSource source -> source.field(TemplateFunction.text(args, i));
            case Map<?, ?> map -> map.get(TemplateFunction.text(args, i));
            case List<?> list -> {
              int at = TemplateFunction.whole(args, i);
              if (at < 0 || at >= list.size()) {
                throw new TemplateException("index out of range: " + at);
              }
              yield list.get(at);
            }
            case null, default ->
                throw new TemplateException("can't index item of type " + GoFormat.type(value));
          };
    }
    return value;
  }

  /// Blanks go between values when neither is text, or, with the line break, always.
  private static String print(@Nullable Object[] args, boolean line) {
    var out = new StringBuilder();
    for (int i = 0; i < args.length; i++) {
      boolean bothOther = i > 0 && !(args[i] instanceof String) && !(args[i - 1] instanceof String);
      if (i > 0 && (line || bothOther)) {
        out.append(' ');
      }
      out.append(GoFormat.text(args[i]));
    }
    return line ? out.append('\n').toString() : out.toString();
  }

  private static String html(@Nullable Object[] args) {
    return GoFormat.text(args[0])
        .replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  /// For the inside of a string of JavaScript.
  private static String script(@Nullable Object[] args) {
    var out = new StringBuilder();
    GoFormat.text(args[0])
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\', '\'', '"' -> out.append('\\').append((char) c);
            case '<', '>', '&', '=' -> out.append("\\u00%02X".formatted(c));
            default -> {
              boolean isHidden = Character.isISOControl(c) || !Character.isDefined(c);
              out.append(isHidden ? "\\u%04X".formatted(c) : Character.toString(c));
            }
          }
        });
    return out.toString();
  }

  private static String urlQuery(@Nullable Object[] args) {
    return GoText.escapeQuery(GoFormat.text(args[0]));
  }

  private static Object slice(@Nullable Object[] args) {
    int from = args.length > 1 ? TemplateFunction.whole(args, 1) : 0;
    Object value = args[0];
    int length =
        switch (value) {
          case String text -> text.length();
          case List<?> list -> list.size();
          case null, default ->
              throw new TemplateException("can't slice item of type " + GoFormat.type(value));
        };
    int to = args.length > 2 ? TemplateFunction.whole(args, 2) : length;
    if (from < 0 || to > length || from > to) {
      throw new TemplateException("index out of range: " + (from < 0 || from > length ? from : to));
    }
    return value instanceof String text
        ? text.substring(from, to)
        : ((List<?>) value).subList(from, to);
  }
}
