package dev.weir.query.logql.template;

import dev.weir.query.logql.template.Functions.Function;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions of Go's templates, and those that ask for the line.
final class BasicFunctions {
  private static final int MANY = 100;

  private BasicFunctions() {}

  static void addTo(Map<String, Function> table) {
    table.put("__line__", Functions.of("__line__", 0, (args, source) -> source.line()));
    // and, or: evaluated where their arguments are
    table.put("and", (args, source) -> null);
    table.put("or", (args, source) -> null);
    table.put("not", Functions.of("not", 1, (args, source) -> !Truth.isTrue(args[0])));
    table.put("eq", Functions.of("eq", 2, MANY, (args, source) -> isEqualToAny(args)));
    table.put("ne", Functions.of("ne", 2, (args, source) -> !isEqualToAny(args)));
    table.put("lt", Functions.of("lt", 2, (args, source) -> compare(args) < 0));
    table.put("le", Functions.of("le", 2, (args, source) -> compare(args) <= 0));
    table.put("gt", Functions.of("gt", 2, (args, source) -> compare(args) > 0));
    table.put("ge", Functions.of("ge", 2, (args, source) -> compare(args) >= 0));
    table.put("len", Functions.of("len", 1, (args, source) -> length(args[0])));
    table.put("index", Functions.of("index", 1, MANY, (args, source) -> index(args)));
    table.put("print", Functions.of("print", 0, MANY, (args, source) -> print(args, false)));
    table.put("println", Functions.of("println", 0, MANY, (args, source) -> print(args, true)));
    table.put(
        "printf",
        Functions.of(
            "printf",
            1,
            MANY,
            (args, source) -> GoFormat.printf(Functions.text(args, 0), args, 1)));
    table.put(
        "default",
        Functions.of(
            "default",
            1,
            2,
            (args, source) -> args.length == 2 && Truth.isTrue(args[1]) ? args[1] : args[0]));
    table.put(
        "fromJson",
        Functions.of("fromJson", 1, (args, source) -> JsonValues.parse(Functions.text(args, 0))));
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
    return left.equals(right);
  }

  private static int compare(@Nullable Object[] args) {
    return switch (args[0]) {
      case Long left when args[1] instanceof Long right -> Long.compare(left, right);
      case Double left when args[1] instanceof Double right -> Double.compare(left, right);
      case String left when args[1] instanceof String right -> left.compareTo(right);
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
      case TemplateRun.Data data -> data.source().labels().size();
      case null, default -> throw new TemplateException("len of type " + GoFormat.type(value));
    };
  }

  private static @Nullable Object index(@Nullable Object[] args) {
    Object value = args[0];
    for (int i = 1; i < args.length; i++) {
      value =
          switch (value) {
            case TemplateRun.Data data -> {
              String label = data.source().label(Functions.text(args, i));
              yield label == null ? "" : label;
            }
            case Map<?, ?> map -> map.get(Functions.text(args, i));
            case List<?> list -> {
              int at = Functions.whole(args, i);
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
}
