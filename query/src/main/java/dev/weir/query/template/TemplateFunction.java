package dev.weir.query.template;

import org.jspecify.annotations.Nullable;

/// A function of a language of templates. Its arguments and its result are `String`, `Long`,
/// `Double`, `Boolean`, `ZonedDateTime`, `List`, `Map`, [TemplateSource] or null.
@FunctionalInterface
public interface TemplateFunction {
  /// Computes a result. `source` is what the template is executed over. Throws [TemplateException]
  /// when it cannot.
  @Nullable Object call(@Nullable Object[] args, TemplateSource source);

  /// A function that is called with `count` arguments.
  static TemplateFunction of(String name, int count, TemplateFunction function) {
    return of(name, count, count, function);
  }

  /// A function that is called with `least` to `most` arguments.
  static TemplateFunction of(String name, int least, int most, TemplateFunction function) {
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
