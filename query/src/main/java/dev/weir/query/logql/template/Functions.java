package dev.weir.query.logql.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions of templates, by name: Go's own, Loki's, and those of sprig that Loki offers.
/// Source: Loki 3, `pkg/logql/log/fmt.go` and its documentation.
final class Functions {
  private static final Map<String, Function> TABLE = new HashMap<>();

  static {
    BasicFunctions.addTo(TABLE);
    TextFunctions.addTo(TABLE);
    NumberFunctions.addTo(TABLE);
    TimeFunctions.addTo(TABLE);
  }

  private Functions() {}

  /// Computes a result. Throws [TemplateException] when it cannot.
  interface Function {
    @Nullable Object call(@Nullable Object[] args, TemplateSource source);
  }

  static @Nullable Function find(String name) {
    return TABLE.get(name);
  }

  /// A function that is called with `count` arguments.
  static Function of(String name, int count, Function function) {
    return of(name, count, count, function);
  }

  /// A function that is called with `least` to `most` arguments.
  static Function of(String name, int least, int most, Function function) {
    return (args, source) -> {
      if (args.length < least || args.length > most) {
        String wanted = args.length < least && least != most ? "at least " + least : "" + most;
        throw new TemplateException(
            "wrong number of args for " + name + ": want " + wanted + " got " + args.length);
      }
      return function.call(args, source);
    };
  }

  /// An argument that must be text.
  static String text(@Nullable Object[] args, int index) {
    if (args[index] instanceof String text) {
      return text;
    }
    throw new TemplateException(
        "wrong type for value; expected string; got " + GoFormat.type(args[index]));
  }

  /// An argument that must be a whole number.
  static int whole(@Nullable Object[] args, int index) {
    if (args[index] instanceof Long number) {
      return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    throw new TemplateException(
        "wrong type for value; expected int; got " + GoFormat.type(args[index]));
  }
}
